package graph

import (
	"log/slog"
	"time"

	"gatehouse/graph/generated"
)

// Config is what the GraphQL door stands on.
type Config struct {
	Store         Store
	Search        Search
	Jobs          Jobs
	Webhooks      Webhooks
	Portal        Portal
	CursorKey     [32]byte // Signs cursors; the same for the life of the deployment.
	Introspection bool
	Plans         bool     // Answer hot reads by compiled plans, past the generated code.
	Observer      Observer // Nil: nobody counts.
	Now           func() time.Time
	Log           *slog.Logger // Hears of masked errors: request ids, never documents or variables.
}

// resolver answers fields. The types below give it the faces that the generated
// code asks for.
type resolver struct {
	Config
	cursors cursors
}

type (
	queryResolver        struct{ *resolver }
	mutationResolver     struct{ *resolver }
	subscriptionResolver struct{ *resolver }
	organizationResolver struct{ *resolver }
	siteResolver         struct{ *resolver }
	customerResolver     struct{ *resolver }
	jobResolver          struct{ *resolver }
	webhookResolver      struct{ *resolver }
)

func (r *resolver) Query() generated.QueryResolver               { return queryResolver{r} }
func (r *resolver) Mutation() generated.MutationResolver         { return mutationResolver{r} }
func (r *resolver) Subscription() generated.SubscriptionResolver { return subscriptionResolver{r} }
func (r *resolver) Organization() generated.OrganizationResolver { return organizationResolver{r} }
func (r *resolver) Site() generated.SiteResolver                 { return siteResolver{r} }
func (r *resolver) Customer() generated.CustomerResolver         { return customerResolver{r} }
func (r *resolver) Job() generated.JobResolver                   { return jobResolver{r} }
func (r *resolver) Webhook() generated.WebhookResolver           { return webhookResolver{r} }
