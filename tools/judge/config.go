package judge

import (
	"context"
	"errors"
	"fmt"

	"github.com/cosi-project/runtime/pkg/state"
	"github.com/cosi-project/runtime/pkg/state/impl/inmem"
	"github.com/cosi-project/runtime/pkg/state/impl/namespaced"
	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
	"github.com/siderolabs/talos/pkg/machinery/config/encoder"
	"github.com/siderolabs/talos/pkg/machinery/config/generate"
	"github.com/siderolabs/talos/pkg/machinery/config/machine"
	"github.com/siderolabs/talos/pkg/machinery/version"
)

// Cloud is the mode that Talos runs in on AWS: the image is installed already.
type Cloud struct{}

func (Cloud) String() string        { return "cloud" }
func (Cloud) RequiresInstall() bool { return false }
func (Cloud) InContainer() bool     { return false }

// EmptyState is the state of a machine about which nothing is known yet.
func EmptyState() (context.Context, state.State) {
	return context.Background(), state.WrapCore(namespaced.NewState(inmem.Build))
}

type validateRequest struct {
	Config string `json:"config"`
}

type validateAnswer struct {
	Error    *string  `json:"error"`
	Warnings []string `json:"warnings"`
	// MachineType is null where no document says it.
	MachineType *string `json:"machineType"`
	// Complete says whether a machine boots with it instead of waiting for more.
	Complete bool `json:"complete"`
}

func (t *Talos) validate(request validateRequest) (validateAnswer, error) {
	answer := validateAnswer{Warnings: []string{}}

	provider, err := configloader.NewFromBytes([]byte(request.Config))
	if err != nil {
		answer.Error = verdict(err)

		return answer, nil
	}

	answer.Complete = provider.CompleteForBoot()

	if machineConfig := provider.Machine(); machineConfig != nil {
		name := machineConfig.Type().String()
		answer.MachineType = &name
	}

	warnings, err := t.AsClient(provider)
	answer.Warnings = append(answer.Warnings, warnings...)

	if err == nil {
		warnings, err = t.AtRuntime(provider)
		answer.Warnings = append(answer.Warnings, warnings...)

		if err != nil {
			err = fmt.Errorf("on a node with Talos %s: %w", version.Tag, err)
		}
	}

	if err == nil {
		err = roundTrip(provider)
	}

	answer.Error = verdict(err)

	return answer, nil
}

// roundTrip writes the configuration as Talos does on a machine's STATE partition and for talosctl, and reads it again.
func roundTrip(provider config.Provider) error {
	for name, write := range map[string]func() ([]byte, error){
		"kept": provider.Bytes,
		"encoded": func() ([]byte, error) {
			return provider.Clone().EncodeBytes(encoder.WithComments(encoder.CommentsDisabled))
		},
	} {
		text, err := write()
		if err == nil {
			_, err = configloader.NewFromBytes(text)
		}

		if err != nil {
			return fmt.Errorf("read again as %s: %w", name, err)
		}
	}

	return nil
}

type generateRequest struct {
	Bundle     string `json:"bundle"`
	Cluster    string `json:"cluster"`
	Endpoint   string `json:"endpoint"`
	Kubernetes string `json:"kubernetes"`
	Contract   string `json:"contract"`
	Role       string `json:"role"`
}

type generateAnswer struct {
	Config string `json:"config"`
}

func (t *Talos) generate(request generateRequest) (generateAnswer, error) {
	contract, err := config.ParseContractFromVersion(request.Contract)
	if err != nil {
		return generateAnswer{}, err
	}

	bundle, err := readBundle(request.Bundle)
	if err != nil {
		return generateAnswer{}, err
	}

	role, err := machine.ParseType(request.Role)
	if err != nil {
		return generateAnswer{}, err
	}

	if request.Kubernetes == "" {
		return generateAnswer{}, errors.New("kubernetes must be a version")
	}

	input, err := generate.NewInput(
		request.Cluster, request.Endpoint, request.Kubernetes,
		generate.WithVersionContract(contract), generate.WithSecretsBundle(bundle),
	)
	if err != nil {
		return generateAnswer{}, err
	}

	provider, err := input.Config(role)
	if err != nil {
		return generateAnswer{}, err
	}

	text, err := provider.EncodeBytes(encoder.WithComments(encoder.CommentsDisabled))

	return generateAnswer{Config: string(text)}, err
}
