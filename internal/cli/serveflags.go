package cli

import (
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path"
	"strings"

	"golang.org/x/net/http/httpguts"

	"gatehouse/internal/mail"
)

// serveSettings is what serve is told beside the Config of its server.
type serveSettings struct {
	dir            *string
	access         bool
	logFormat      string
	logLevel       string
	trustedProxies string
	mailPassword   string
	allowedOrigins string
	webhookAllow   string
	printConfig    bool
}

// defaultOpsAddr is where metrics are read unless a setting says otherwise: from this
// machine alone.
const defaultOpsAddr = "127.0.0.1:8081"

// serveFlags defines what serve may be told. What other commands take as a setting
// is one of serve, too, so that one settings file does for all of them.
func (c *Console) serveFlags(config *Config) (*flagSet, *serveSettings) {
	f := c.flags("serve [-data DIR] [-addr HOST:PORT] [flags]", serveHelp)
	s := &serveSettings{dir: f.data()}
	f.StringVar(&config.Addr, "addr", "127.0.0.1:8080", "`HOST:PORT` to listen on; port 0 takes a free one")
	f.BoolVar(&config.Introspection, "introspection", true, "answer questions about the schema, which GraphiQL needs, and give it at /schema.graphqls")
	f.BoolVar(&config.Plans, "plans", true, "answer hot reads by compiled plans; false: all by the generated code, which gives the same answers")
	f.BoolVar(&config.BehindTLS, "behind-tls", false, "a proxy in front speaks https: give cookies to https alone")
	f.StringVar(&config.PublicURL, "public-url", "", "the `URL` under which customers reach the server, for the links they are sent; without it the address it listens on")
	f.BoolVar(&config.Samples, "samples", false, "fill a new deployment with sample accounts and requests")
	f.StringVar(&config.DeletionsLog, "deletions-log", "", "`FILE` that deletions are logged to, on another disk than the backups; without it deletions.log in the data directory")
	f.BoolVar(&config.AcceptMissingDeletions, "accept-missing-deletions", false, "start once although the deletions log is lost; it is audited")
	f.StringVar(&config.TLSCert, "tls-cert", "", "speak https with the certificate in `FILE` (PEM; behind it those that vouch for it); a new one in its place is taken within a minute")
	f.StringVar(&config.TLSKey, "tls-key", "", "`FILE` of the certificate's private key (PEM)")
	f.IntVar(&config.MaxRequests, "max-requests", 0, "work on at most `N` requests at once; of the others 8 N wait, 2 seconds at most, and the rest get 503; 0: 64 a core")
	f.IntVar(&config.RateLimit, "rate-limit", 0, "take at most `N` requests a second from each token, and answer 429 to the others; 0: no limit")
	f.StringVar(&config.AddressHeader, "address-header", "", "the `HEADER` in which a proxy in front tells a client's address, as X-Forwarded-For; calls without a valid token are counted by it")
	f.StringVar(&s.allowedOrigins, "allowed-origins", "", "the `HOSTS` beside this server's own whose pages may open a WebSocket, with commas between them, like app.example.com,*.example.org")
	f.StringVar(&s.trustedProxies, "trusted-proxies", "127.0.0.0/8,::1/128", "the `NETWORKS` whose word in -address-header counts, with commas between them; from elsewhere the header is ignored")
	f.StringVar(&config.Mail.Addr, "smtp-addr", "", "send invitations and links for a new password by the mail server at `HOST:PORT`; without it nothing is mailed")
	f.StringVar(&config.Mail.From, "smtp-from", "", "the `ADDRESS` that mails come from, as \"Help <help@example.com>\"")
	f.StringVar(&config.Mail.Security, "smtp-tls", mail.StartTLS, "how to speak to the mail server: starttls, tls from the first byte, or `none`")
	f.StringVar(&config.Mail.User, "smtp-user", "", "the `NAME` to sign in to the mail server with; without it nobody signs in")
	f.StringVar(&s.mailPassword, "smtp-password-file", "", "`FILE` that holds the password for -smtp-user")
	f.StringVar(&s.webhookAllow, "webhook-allow", "", "the `NETWORKS` that webhooks may reach beside the public ones, also by plain http, with commas between them, like 10.1.2.0/24; without it none that is private, loopback or the like")
	f.BoolVar(&s.access, "access-log", true, "log one line a request")
	f.StringVar(&s.logFormat, "log-format", "text", "`FORMAT` of the log on standard error: text or json")
	f.StringVar(&s.logLevel, "log-level", "info", "the lowest `LEVEL` that is logged: debug, info, warn or error; the access log is told apart from it by -access-log")
	f.StringVar(&config.OpsAddr, "ops-addr", defaultOpsAddr, "`HOST:PORT` of /metrics, which asks nobody who they are: keep it to those who may see it. Empty: none. Where the default is taken, a free port is")
	f.StringVar(&config.Traces, "otlp-endpoint", "", "send traces to the OTLP collector at `URL`, as http://127.0.0.1:4318; without it there are none")
	f.Float64Var(&config.TraceShare, "trace-share", 1, "trace this `SHARE` of the requests that belong to no trace yet, from 0 to 1")
	f.BoolVar(&s.printConfig, "print-config", false, "print every setting with where it comes from, in the form of the settings file, and end")
	f.setting("addr", "introspection", "plans", "behind-tls", "public-url", "samples", "deletions-log", "tls-cert", "tls-key", "max-requests",
		"rate-limit", "allowed-origins", "address-header", "trusted-proxies", "smtp-addr", "smtp-from", "smtp-tls", "smtp-user", "smtp-password-file",
		"webhook-allow", "access-log", "log-format", "log-level", "ops-addr", "otlp-endpoint", "trace-share")
	return f, s
}

// apply checks the settings and puts them into the server's Config. A refusal
// names the setting and the cure in one line.
func (s *serveSettings) apply(c *Console, config *Config) (err error) {
	config.DataDir = *s.dir
	config.OpsAddrFree = config.OpsAddr == defaultOpsAddr
	if config.MaxRequests < 0 || config.RateLimit < 0 {
		return misused("gatehouse serve -h", "-max-requests and -rate-limit can't be below 0")
	}
	if config.TrustedProxies, err = networks(s.trustedProxies); err != nil {
		return misused("gatehouse serve -trusted-proxies 10.0.0.0/8", "-trusted-proxies: %v", err)
	}
	if config.WebhookNetworks, err = networks(s.webhookAllow); err != nil {
		return misused("gatehouse serve -webhook-allow 10.1.2.0/24", "-webhook-allow: %v", err)
	}
	if config.PublicURL, err = publicURL(config.PublicURL); err != nil {
		return misused("gatehouse serve -public-url https://help.example.com", "-public-url: %v", err)
	}
	if err := s.applyMail(&config.Mail); err != nil {
		return err
	}
	if config.AddressHeader != "" && !httpguts.ValidHeaderFieldName(config.AddressHeader) {
		return misused("gatehouse serve -address-header X-Forwarded-For", "-address-header can't be %q: it is the name of a header", config.AddressHeader)
	}
	config.Origins = strings.FieldsFunc(s.allowedOrigins, func(r rune) bool { return r == ',' || r == ' ' })
	for _, host := range config.Origins {
		// What stands there is matched with a host and its port.
		if _, err := path.Match(host, ""); err != nil || strings.ContainsAny(host, "/@?#") {
			return misused("gatehouse serve -allowed-origins app.example.com,*.example.org", "-allowed-origins can't have %q: it takes hosts, without https:// and path", host)
		}
	}
	if config.Log, err = logger(c.Err, s.logFormat, s.logLevel); err != nil {
		return err
	}
	return nil
}

// applyMail checks the settings of the mail server, so that a wrong one is told at
// the start and not by the first mail.
func (s *serveSettings) applyMail(options *mail.Options) error {
	const try = "gatehouse serve -smtp-addr smtp.example.com:587 -smtp-from help@example.com"
	if options.Addr == "" {
		if options.From+options.User+s.mailPassword != "" {
			return misused(try, "the settings of the mail server need -smtp-addr")
		}
		return nil
	}
	if (options.User == "") != (s.mailPassword == "") {
		return misused(try+" -smtp-user NAME -smtp-password-file FILE", "-smtp-user and -smtp-password-file need each other")
	}
	if s.mailPassword != "" {
		password, err := os.ReadFile(s.mailPassword)
		if err != nil {
			return fmt.Errorf("read the password of the mail server: %w: name its file with -smtp-password-file", err)
		}
		options.Password = strings.TrimRight(string(password), "\r\n")
	}
	if _, err := mail.New(*options); err != nil {
		return misused(try, "%v", err)
	}
	return nil
}

// networks reads networks and single addresses.
func networks(text string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		network, err := netip.ParsePrefix(one)
		if err != nil {
			address, notOne := netip.ParseAddr(one)
			if notOne != nil {
				return nil, fmt.Errorf("%q is no network; write it as 10.0.0.0/8, several with commas between them", one)
			}
			network = netip.PrefixFrom(address, address.BitLen())
		}
		all = append(all, network.Masked())
	}
	return all, nil
}

// publicURL checks the address that links begin with.
func publicURL(text string) (string, error) {
	text = strings.TrimRight(text, "/")
	u, err := url.Parse(text)
	if text != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.ContainsAny(text, "?#")) {
		return "", fmt.Errorf("%q is no web address without query and fragment", text)
	}
	return text, nil
}
