package judge

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
	"k8s.io/apimachinery/pkg/runtime"
	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"
	"k8s.io/apiserver/pkg/audit/policy"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
)

type auditRequest struct {
	Policy   string           `json:"policy"`
	Requests []auditedRequest `json:"requests"`
}

// auditedRequest: a resource is asked for, or (without one) a path.
type auditedRequest struct {
	User        string   `json:"user"`
	Groups      []string `json:"groups"`
	Verb        string   `json:"verb"`
	Group       string   `json:"group"`
	Resource    string   `json:"resource"`
	Subresource string   `json:"subresource"`
	Namespace   string   `json:"namespace"`
	Name        string   `json:"name"`
	Path        string   `json:"path"`
}

type auditAnswer struct {
	Error  *string       `json:"error"`
	Levels []auditResult `json:"levels"`
}

type auditResult struct {
	Level      string   `json:"level"`
	OmitStages []string `json:"omitStages"`
}

// auditPolicy reads the policy as Talos does (strictly, from what its own YAML decoder makes of it) and as kube-apiserver does,
// and evaluates it with kube-apiserver's evaluator.
func (*Talos) auditPolicy(request auditRequest) (auditAnswer, error) {
	answer := auditAnswer{Levels: []auditResult{}}

	if err := decodeStrictly(request.Policy, &auditv1.Policy{}); err != nil {
		answer.Error = verdict(fmt.Errorf("as Talos reads it: %w", err))

		return answer, nil
	}

	loaded, err := policy.LoadPolicyFromBytes([]byte(request.Policy))
	if err != nil {
		answer.Error = verdict(err)

		return answer, nil
	}

	evaluator := policy.NewPolicyRuleEvaluator(loaded)

	for _, request := range request.Requests {
		decided := evaluator.EvaluatePolicyRule(authorizer.AttributesRecord{
			User:            &user.DefaultInfo{Name: request.User, Groups: request.Groups},
			Verb:            request.Verb,
			APIGroup:        request.Group,
			APIVersion:      "v1",
			Resource:        request.Resource,
			Subresource:     request.Subresource,
			Namespace:       request.Namespace,
			Name:            request.Name,
			ResourceRequest: request.Resource != "",
			Path:            request.Path,
		})

		result := auditResult{Level: string(decided.Level), OmitStages: []string{}}
		for _, stage := range decided.OmitStages {
			result.OmitStages = append(result.OmitStages, string(stage))
		}

		// The evaluator keeps them in a map.
		slices.Sort(result.OmitStages)

		answer.Levels = append(answer.Levels, result)
	}

	return answer, nil
}

// decodeStrictly does what Talos does with the parts of a configuration that are Kubernetes' own.
func decodeStrictly(text string, into any) error {
	var fields map[string]any

	if err := yaml.Unmarshal([]byte(text), &fields); err != nil {
		return err
	}

	return runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(fields, into, true)
}
