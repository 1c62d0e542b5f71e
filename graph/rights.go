package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// can is the schema's authorization directive: it decides before a resolver and
// its arguments are looked at. A refused delete, token or settings act of somebody
// who is signed in is written to the audit log.
func (r *resolver) can(ctx context.Context, _ any, next graphql.Resolver, permission model.Permission) (any, error) {
	p, refusal := decide(ctx, permission)
	if refusal == nil {
		return next(ctx)
	}
	caller := account.CallerFrom(ctx)
	if action, subject := refusedAct(ctx); action != "" && p.Audited() && caller.Role != account.Nobody {
		if err := r.Store.AuditRefusal(ctx, action, subject); err != nil {
			return nil, err
		}
	}
	return nil, refusal
}

// decide tells whether the caller has a permission of the schema.
func decide(ctx context.Context, permission model.Permission) (account.Permission, error) {
	p, ok := account.ParsePermission(string(permission))
	if !ok {
		return p, &account.Error{Code: account.Forbidden, Message: "This is for nobody."}
	}
	return p, account.CallerFrom(ctx).May(p)
}

// allows is the same decision for compiled plans.
func allows(ctx context.Context, permission model.Permission) bool {
	_, refusal := decide(ctx, permission)
	return refusal == nil
}

// auditedActs are the mutations whose refusals the log is told of.
var auditedActs = map[string]account.AuditAction{
	"deleteCustomer":     account.AuditDelete,
	"createSite":         account.AuditCreateSite,
	"updateSiteSettings": account.AuditUpdateSite,
	"updateOrganization": account.AuditUpdateOrganization,
	"createAccessToken":  account.AuditCreateToken,
	"revokeAccessToken":  account.AuditRevokeToken,

	"createWebhook":       account.AuditCreateWebhook,
	"deleteWebhook":       account.AuditDeleteWebhook,
	"rotateWebhookSecret": account.AuditRotateWebhook,
	"replayWebhook":       account.AuditReplayWebhook,
	"resumeWebhook":       account.AuditResumeWebhook,
	"retryDeadLetters":    account.AuditRetryDeadLetters,
}

// refusedAct names the mutation under way as the audit log does, and what it was
// to be done to; empty where it is none of those.
func refusedAct(ctx context.Context) (account.AuditAction, string) {
	field := graphql.GetFieldContext(ctx)
	if field == nil || field.Object != "Mutation" {
		return "", ""
	}
	subject := ""
	switch input := field.Args["input"].(type) {
	case model.DeleteCustomerInput:
		subject = input.CustomerID
	case model.UpdateSiteSettingsInput:
		subject = input.SiteID
	case model.RevokeAccessTokenInput:
		subject = input.AccessTokenID
	case model.DeleteWebhookInput:
		subject = input.WebhookID
	case model.RotateWebhookSecretInput:
		subject = input.WebhookID
	case model.ReplayWebhookInput:
		subject = input.WebhookID
	case model.ResumeWebhookInput:
		subject = input.WebhookID
	case model.RetryDeadLettersInput:
		subject = input.WebhookID
	}
	if _, err := account.ParseID(subject); err != nil {
		subject = ""
	}
	return auditedActs[field.Field.Name], subject
}

// permissions lists what the caller may do now, in the schema's order.
func permissions(caller account.Caller) []model.Permission {
	var all []model.Permission
	for _, p := range account.Permissions {
		if caller.May(p) == nil {
			all = append(all, model.Permission(p.String()))
		}
	}
	return all
}

// may tells whether the caller has a permission, where a missing one means null
// instead of an error.
func may(ctx context.Context, p account.Permission) bool {
	return account.CallerFrom(ctx).May(p) == nil
}
