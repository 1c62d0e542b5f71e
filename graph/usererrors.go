package graph

import (
	"context"
	"errors"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// userErrors turns a refusal by state or input into the payload's userErrors, with
// the cure that its code carries. Other errors come back as they are. The list is
// never null.
func (r *resolver) userErrors(ctx context.Context, err error) ([]model.UserError, error) {
	var refusal *account.Error
	switch {
	case err == nil:
		return []model.UserError{}, nil
	case !errors.As(err, &refusal) || !refusal.Code.IsUserError():
		return nil, err
	}
	if r.Observer != nil {
		r.Observer.Refused(refusal.Code)
	}
	e, err := r.userError(ctx, refusal)
	return []model.UserError{e}, err
}

func (r *resolver) userError(ctx context.Context, e *account.Error) (model.UserError, error) {
	code := model.UserErrorCode(e.Code)
	switch e.Code {
	case account.EmailTaken:
		c, err := r.living(ctx, e.Customer)
		return &model.EmailTakenError{Code: code, Message: e.Message, Field: e.Field, Customer: c}, err
	case account.CustomerRevoked:
		c, err := r.living(ctx, e.Customer)
		return &model.CustomerRevokedError{Code: code, Message: e.Message, Field: e.Field, Customer: c}, err
	case account.EmailOnHold:
		return &model.EmailOnHoldError{Code: code, Message: e.Message, Field: e.Field, AvailableAt: e.AvailableAt}, nil
	case account.DomainNotAllowed:
		return &model.DomainNotAllowedError{Code: code, Message: e.Message, Field: e.Field}, nil
	case account.CountMismatch:
		return &model.ConfirmCountMismatchError{Code: code, Message: e.Message, Field: e.Field, Selected: e.Count}, nil
	case account.NotSelectable:
		ids := make([]string, len(e.Customers))
		for i, id := range e.Customers {
			ids[i] = id.String()
		}
		return &model.NotSelectableError{Code: code, Message: e.Message, Field: e.Field, CustomerIds: ids}, nil
	default:
		return &model.PlainUserError{Code: code, Message: e.Message, Field: e.Field}, nil
	}
}
