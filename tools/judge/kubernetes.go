package judge

import (
	"errors"
	"fmt"

	"github.com/siderolabs/talos/pkg/machinery/kubelet"
	"go.yaml.in/yaml/v4"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/pkg/apis/apiserver/install"
	"k8s.io/apiserver/pkg/apis/apiserver/validation"
	authenticationcel "k8s.io/apiserver/pkg/authentication/cel"
	authorizationcel "k8s.io/apiserver/pkg/authorization/cel"
	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
	"k8s.io/pod-security-admission/admission/api/load"
	podsecurityvalidation "k8s.io/pod-security-admission/admission/api/validation"
)

type configRequest struct {
	Config string `json:"config"`
}

type configAnswer struct {
	Error *string `json:"error"`
}

func judged(err error) (configAnswer, error) {
	return configAnswer{Error: verdict(err)}, nil
}

// readStrictly reads one of kube-apiserver's configuration files as kube-apiserver does: strictly, every version that it knows.
func readStrictly[Configuration any](text string) (*Configuration, error) {
	if text == "" {
		return nil, errors.New("is empty")
	}

	scheme := runtime.NewScheme()
	install.Install(scheme)

	decoded, err := runtime.Decode(serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDecoder(), []byte(text))
	if err != nil {
		return nil, err
	}

	configuration, ok := any(decoded).(*Configuration)
	if !ok {
		return nil, fmt.Errorf("is a %T", decoded)
	}

	return configuration, nil
}

func (*Talos) authentication(request configRequest) (configAnswer, error) {
	configuration, err := readStrictly[apiserver.AuthenticationConfiguration](request.Config)
	if err != nil {
		return judged(err)
	}

	return judged(validation.ValidateAuthenticationConfiguration(authenticationcel.NewDefaultCompiler(), configuration, nil).ToAggregate())
}

func (*Talos) authorization(request configRequest) (configAnswer, error) {
	configuration, err := readStrictly[apiserver.AuthorizationConfiguration](request.Config)
	if err != nil {
		return judged(err)
	}

	known := sets.New("AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook", "RBAC", "Node")

	return judged(validation.ValidateAuthorizationConfiguration(
		authorizationcel.NewDefaultCompiler(), nil, configuration, known, sets.New("Webhook"),
	).ToAggregate())
}

func (*Talos) encryption(request configRequest) (configAnswer, error) {
	configuration, err := readStrictly[apiserver.EncryptionConfiguration](request.Config)
	if err != nil {
		return judged(err)
	}

	return judged(validation.ValidateEncryptionConfiguration(configuration, false).ToAggregate())
}

type podSecurityAnswer struct {
	Error    *string           `json:"error"`
	Defaults map[string]string `json:"defaults"`
	// ExemptNamespaces are not judged at all.
	ExemptNamespaces []string `json:"exemptNamespaces"`
}

func (*Talos) podSecurity(request configRequest) (podSecurityAnswer, error) {
	// Nothing would be read as the defaults.
	if request.Config == "" {
		return podSecurityAnswer{}, errors.New("config is empty")
	}

	configuration, err := load.LoadFromData([]byte(request.Config))
	if err == nil {
		err = podsecurityvalidation.ValidatePodSecurityConfiguration(configuration).ToAggregate()
	}

	if err != nil {
		return podSecurityAnswer{Error: verdict(err)}, nil
	}

	return podSecurityAnswer{
		Defaults: map[string]string{
			"enforce":         configuration.Defaults.Enforce,
			"enforce-version": configuration.Defaults.EnforceVersion,
			"audit":           configuration.Defaults.Audit,
			"audit-version":   configuration.Defaults.AuditVersion,
			"warn":            configuration.Defaults.Warn,
			"warn-version":    configuration.Defaults.WarnVersion,
		},
		ExemptNamespaces: append([]string{}, configuration.Exemptions.Namespaces...),
	}, nil
}

// kubeletConfig judges machine.kubelet.extraConfig, or the configuration of a KubeletConfig document, as a node does.
func (*Talos) kubeletConfig(request configRequest) (configAnswer, error) {
	var fields map[string]any

	if err := yaml.Unmarshal([]byte(request.Config), &fields); err != nil {
		return judged(err)
	}

	var refused error

	for _, field := range kubelet.ProtectedConfigurationFields {
		if _, given := fields[field]; given {
			refused = errors.Join(refused, fmt.Errorf("field %q can't be overridden", field))
		}
	}

	if refused != nil {
		return judged(refused)
	}

	return judged(decodeStrictly(request.Config, &kubeletv1beta1.KubeletConfiguration{}))
}
