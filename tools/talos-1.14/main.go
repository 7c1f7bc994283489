// The judge of contract 1.14.
package main

import (
	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/generate/secrets"
	"github.com/siderolabs/talos/pkg/machinery/config/validation"
	"palisade.invalid/tools/judge"
)

func main() {
	judge.Main(judge.Talos{
		AsClient: func(provider config.Provider) ([]string, error) {
			return provider.ValidateAsClient(judge.Cloud{}, validation.WithLocal(), validation.WithStrict())
		},
		AtRuntime: func(provider config.Provider) ([]string, error) {
			ctx, state := judge.EmptyState()

			return provider.ValidateAtRuntime(ctx, state, judge.Cloud{}, validation.WithStrict())
		},
		NewBundle: func(contract *config.VersionContract) (*secrets.Bundle, error) {
			return secrets.NewBundle(secrets.NewClock(), contract)
		},
		ValidateBundle: (*secrets.Bundle).Validate,
	})
}
