package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	backendsecrets "github.com/pulumi/pulumi/pkg/v3/backend/secrets"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/pkg/v3/resource/stack"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

type answer struct {
	Failure string `json:"failure,omitempty"`
	// Whether the engine would stop a deployment.
	Stops      bool        `json:"stops"`
	Violations []violation `json:"violations"`
}

type violation struct {
	Policy   string `json:"policy"`
	URN      string `json:"urn"`
	Level    string `json:"level"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

// analyze does with a state what `pulumi policy analyze --file` does.
func analyze(ctx context.Context, state []byte, analyzers []plugin.Analyzer) answer {
	var deployment apitype.UntypedDeployment
	if err := json.Unmarshal(state, &deployment); err != nil {
		return answer{Failure: "the state is not JSON of a deployment"}
	}

	snapshot, err := stack.DeserializeUntypedDeployment(ctx, &deployment, backendsecrets.BlindingProvider)
	if err != nil {
		return answer{Failure: fmt.Sprintf("the state cannot be read: %v", err)}
	}

	// The analysis panics at an invalid one.
	for index, made := range snapshot.Resources {
		if !made.URN.IsValid() {
			return answer{Failure: fmt.Sprintf("resource %d of the state has an invalid URN", index)}
		}
	}

	found := &violations{list: []violation{}}

	stops, err := deploy.AnalyzeSnapshot(ctx, snapshot, analyzers, found)
	if err != nil {
		return answer{Failure: fmt.Sprintf("the analysis failed: %v", err)}
	}

	return answer{Stops: stops, Violations: found.list}
}

// violations keeps what the engine would print; a remediation, which this pack has none of, is told as one.
type violations struct {
	mutex sync.Mutex
	list  []violation
}

func (found *violations) add(one violation) {
	found.mutex.Lock()
	defer found.mutex.Unlock()

	found.list = append(found.list, one)
}

func (found *violations) OnPolicyViolation(urn resource.URN, told plugin.AnalyzeDiagnostic) {
	found.add(violation{
		Policy:   told.PolicyName,
		URN:      string(urn),
		Level:    string(told.EnforcementLevel),
		Severity: string(told.Severity),
		Message:  told.Message,
	})
}

func (found *violations) OnPolicyRemediation(urn resource.URN, told plugin.Remediation, _, _ property.Map) {
	found.add(violation{Policy: told.PolicyName, URN: string(urn), Level: "remediate"})
}

func (*violations) OnPolicyAnalyzeSummary(plugin.PolicySummary)      {}
func (*violations) OnPolicyRemediateSummary(plugin.PolicySummary)    {}
func (*violations) OnPolicyAnalyzeStackSummary(plugin.PolicySummary) {}
