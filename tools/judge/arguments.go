package judge

import (
	"fmt"

	"github.com/siderolabs/talos/pkg/argsbuilder"
)

type mergeRequest struct {
	Defaults map[string][]string `json:"defaults"`
	Extra    map[string][]string `json:"extra"`
	// Policies: "additive" or "denied"; what is not named is overwritten.
	Policies map[string]string `json:"policies"`
}

type mergeAnswer struct {
	Error *string  `json:"error"`
	Args  []string `json:"args"`
}

// mergeArguments does what a node does with extraArgs. No validation of a configuration ever does it.
func (*Talos) mergeArguments(request mergeRequest) (mergeAnswer, error) {
	policies := argsbuilder.MergePolicies{}

	for name, policy := range request.Policies {
		switch policy {
		case "additive":
			policies[name] = argsbuilder.MergeAdditive
		case "denied":
			policies[name] = argsbuilder.MergeDenied
		default:
			return mergeAnswer{}, fmt.Errorf("no merge policy %q", policy)
		}
	}

	merged := argsbuilder.Args{}
	for name, values := range request.Defaults {
		merged[name] = values
	}

	err := merged.Merge(argsbuilder.Args(request.Extra), argsbuilder.WithMergePolicies(policies))
	if err != nil {
		return mergeAnswer{Error: verdict(err), Args: []string{}}, nil
	}

	return mergeAnswer{Args: merged.Args()}, nil
}
