// Package consoletest holds the console to what it promises, from outside: its
// tests click and type in a real browser, as a person would, find things by role
// and name, and then ask the API what is true.
package consoletest
