// Package hooks tells other systems what happens to the customers of a site, by
// webhooks after the Standard Webhooks convention (https://www.standardwebhooks.com):
// ids and events, signed, until they are taken or given up.
//
// The audit log is the queue. Each webhook goes through it with a position of its
// own, one event at a time; what fails is set aside and tried again by the schedule
// while later events go on. Both are in the store, so that a crash loses nothing: an
// event may come twice, under the same id. Targets are on networks that the operator
// allows, which is looked at when an address is dialled (address.go).
package hooks
