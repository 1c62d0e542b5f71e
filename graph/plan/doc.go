// Package plan answers the hot reads past the generated code. It stands where
// gqlgen executes an operation: parsing, validation, limits and variables come
// before it, errors and the transport after it, and all of them stay as they are.
//
// An operation of a kept document is compiled once, to functions that call the same
// resolvers and append their answers to one buffer. Whatever a plan does not know
// (mutations, directives of the document, interfaces, fields without a table) and
// whatever does not go well in it (a missing right, an error, a panic, a null where
// there may be none) is answered by the generated code, which alone words refusals.
// A resolver may run twice then; so plans are for queries only.
//
// Interceptors of fields (gqlgen's AroundFields) are not called by plans. Whoever
// adds one to the executor switches plans off.
package plan
