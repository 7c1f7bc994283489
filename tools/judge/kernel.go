package judge

import (
	"strings"

	"github.com/siderolabs/talos/pkg/kernel/kspp"
)

type kernelAnswer struct {
	Sysctls map[string]string `json:"sysctls"`
}

// hardenedSysctls are those that Talos sets by itself for hardening; what a configuration says of them wins.
func (*Talos) hardenedSysctls(struct{}) (kernelAnswer, error) {
	answer := kernelAnswer{Sysctls: map[string]string{}}

	for _, parameter := range kspp.GetKernelParams() {
		answer.Sysctls[strings.TrimPrefix(parameter.Key, "proc.sys.")] = parameter.Value
	}

	return answer, nil
}
