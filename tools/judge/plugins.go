package judge

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"strings"

	"k8s.io/apiserver/pkg/admission"
)

type admissionRequest struct {
	// Sources: directory of each module that plugins come from, by the module's path.
	Sources map[string]string `json:"sources"`
	Enable  string            `json:"enable"`
}

type admissionAnswer struct {
	Error *string `json:"error"`
	// Plugins that a kube-apiserver of these sources has.
	Plugins []string `json:"plugins"`
}

// admissionPlugin asks the registry of k8s.io/apiserver for a plugin, after the names that kube-apiserver registers.
func (*Talos) admissionPlugin(request admissionRequest) (admissionAnswer, error) {
	names, err := registeredPlugins(request.Sources)
	if err != nil {
		return admissionAnswer{}, err
	}

	plugins := admission.NewPlugins()

	for _, name := range names {
		plugins.Register(name, func(io.Reader) (admission.Interface, error) { return admission.NewHandler(), nil })
	}

	_, err = plugins.InitPlugin(request.Enable, nil, admission.PluginInitializers{})

	return admissionAnswer{Error: verdict(err), Plugins: names}, nil
}

// registeredPlugins are the names in kube-apiserver's list. It holds constants of the plugins' packages, read there: linking
// the plugins would be linking most of kube-apiserver.
func registeredPlugins(sources map[string]string) ([]string, error) {
	const list = "pkg/kubeapiserver/options/plugins.go"

	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(sources["k8s.io/kubernetes"], list), nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}

	packages := map[string]string{}

	for _, imported := range parsed.Imports {
		path, err := text(imported.Path)
		if err != nil {
			return nil, err
		}

		name := path[strings.LastIndex(path, "/")+1:]
		if imported.Name != nil {
			name = imported.Name.Name
		}

		packages[name] = path
	}

	var names []string

	ast.Inspect(parsed, func(node ast.Node) bool {
		value, ok := node.(*ast.ValueSpec)
		if !ok || value.Names[0].Name != "AllOrderedPlugins" {
			return true
		}

		for _, element := range value.Values[0].(*ast.CompositeLit).Elts {
			var name string

			constant := selector(element)
			from, ok := packages[strings.TrimSuffix(constant, ".PluginName")]

			if !ok {
				err = errors.Join(err, fmt.Errorf("%q is no plugin's name", constant))

				continue
			}

			name, problem := pluginName(from, sources)
			err = errors.Join(err, problem)
			names = append(names, name)
		}

		return false
	})

	if err == nil && len(names) == 0 {
		err = fmt.Errorf("%s lists no plugin", list)
	}

	return names, err
}

func pluginName(from string, sources map[string]string) (string, error) {
	for module, directory := range sources {
		below, found := strings.CutPrefix(from, module+"/")
		if !found {
			continue
		}

		files, err := filepath.Glob(filepath.Join(directory, filepath.FromSlash(below), "*.go"))
		if err != nil {
			return "", err
		}

		for _, file := range files {
			if name, err := constant(file, "PluginName"); err != nil || name != "" {
				return name, err
			}
		}
	}

	return "", fmt.Errorf("no constant PluginName in %s", from)
}

func constant(file, name string) (string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}

	for _, declaration := range parsed.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}

		for _, spec := range group.Specs {
			value := spec.(*ast.ValueSpec)
			if value.Names[0].Name == name {
				return text(value.Values[0])
			}
		}
	}

	return "", nil
}
