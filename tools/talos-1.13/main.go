// The judge of contract 1.13.
package main

import (
	"errors"

	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/generate/secrets"
	"github.com/siderolabs/talos/pkg/machinery/config/validation"
	"palisade.invalid/tools/judge"
)

func main() {
	judge.Main(judge.Talos{
		AsClient: func(provider config.Provider) ([]string, error) {
			return provider.Validate(judge.Cloud{}, validation.WithLocal(), validation.WithStrict())
		},
		// Here, and not in Validate, images are compared with the Kubernetes versions that this Talos supports.
		AtRuntime: func(provider config.Provider) ([]string, error) {
			ctx, state := judge.EmptyState()

			warnings, err := provider.Validate(judge.Cloud{}, validation.WithStrict())
			more, runtimeErr := provider.RuntimeValidate(ctx, state, judge.Cloud{}, validation.WithStrict())

			return append(warnings, more...), errors.Join(err, runtimeErr)
		},
		NewBundle: func(contract *config.VersionContract) (*secrets.Bundle, error) {
			return secrets.NewBundle(secrets.NewClock(), contract)
		},
		ValidateBundle: func(bundle *secrets.Bundle, _ *config.VersionContract) error { return bundle.Validate() },
	})
}
