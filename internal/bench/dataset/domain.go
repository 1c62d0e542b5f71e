package main

import (
	"math/rand/v2"
	"strings"
)

func domains(r *rand.Rand) []string {
	a := strings.Fields("north south east west blue green red silver golden bright swift clear solid prime alpha delta omega nova terra aqua iron stone river lake forest hill ocean sky cloud star sun moon summit harbor bridge metro urban rural global local inter trans micro macro mega mini smart rapid quick fresh pure true first next modern classic royal noble civic union allied central coastal alpine nordic baltic iberia gallia rhein danube vistula anatol kanto seoul lotus cedar maple oak pine birch willow amber ruby jade")
	b := strings.Fields("mail post net tech soft ware works labs group partners bank credit insure health clinic pharma foods farms trade export import logistics freight motors auto rail air travel tours hotels media press print studio design build homes realty energy power solar wind water steel metal chem plastics textile fashion sports games music films books school college academy institute council city county legal audit tax consult advisory security data systems digital mobile telecom wireless cable optics robotics aero space marine")
	tld := strings.Fields(".com.example .com.example .com.example .de.example .fr.example .pl.example .es.example .co.uk.example .net.example .org.example .io.test .com.test .co.test .it.test .com.br.test .tr.test .cn.test .jp.test")
	out := []string{"freemail.example", "inbox.example", "quickmail.test", "postbox.example", "webmail.test", "mailhub.example", "openmail.test", "letterbox.example"}
	var all []string
	for _, x := range a {
		for _, y := range b {
			all = append(all, x+y)
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, x := range all[:min(len(all), 4992)] {
		if r.IntN(12) == 0 {
			x = x[:len(x)/2] + "-" + x[len(x)/2:]
		}
		out = append(out, x+tld[r.IntN(len(tld))])
	}
	return out
}
