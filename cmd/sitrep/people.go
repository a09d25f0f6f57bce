package main

import (
	"github.com/spf13/cobra"

	"sitrep/internal/sshd"
)

func peopleCmd(e *env) *cobra.Command {
	list := peopleListCmd(e)
	c := &cobra.Command{
		Use:   "people",
		Short: "List and change who may come in to sitrep serve",
		Long: `people lists who may come in to sitrep serve: their role and their keys. A
server that runs takes changes over within a second. The file is in the form
of authorized_keys, with the name of the person behind each key.`,
		Args: noCommand,
		RunE: list.RunE,
	}
	c.SuggestionsMinimumDistance = 2
	c.Flags().AddFlagSet(list.Flags())
	c.AddCommand(list, peopleAddCmd(e), peopleRemoveCmd(e), peopleRoleCmd(e))
	return c
}

// peopleFile returns the path of the file of people.
func (e *env) peopleFile() (string, error) {
	cfg, err := e.opts.LoadConfig()
	if err != nil {
		return "", err
	}
	f, err := e.opts.ServeFiles(cfg)
	return f.People, err
}

// person is one of the list in JSON.
type person struct {
	Name string      `json:"name"`
	Role sshd.Role   `json:"role"`
	Keys []personKey `json:"keys"`
}

type personKey struct {
	Type        string `json:"type"`
	Fingerprint string `json:"fingerprint"`
}

// persons returns the people of a file.
func persons(p *sshd.People) []person {
	out := []person{}
	for _, name := range p.Names() {
		one := person{Name: name, Role: p.Role(name), Keys: []personKey{}}
		for _, k := range p.Of(name) {
			one.Keys = append(one.Keys, personKey{k.Type(), k.Fingerprint()})
		}
		out = append(out, one)
	}
	return out
}
