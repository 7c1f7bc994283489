// Package judge asks the real code of Talos and of Kubernetes about what Palisade writes.
//
// One process answers a batch: a JSON array of requests on standard input, a JSON array of answers in the same order on
// standard output. Requests hold secrets. So nothing is written to a file, and nothing at all to standard error: what went
// wrong is an answer's "failure" (the judge could not do its work) or "error" (the verdict).
package judge

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"

	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/generate/secrets"
	"k8s.io/klog/v2"
)

// Talos is what differs between the minor versions.
type Talos struct {
	// AsClient is the check that talosctl makes, AtRuntime the one that a node makes when it gets a configuration.
	AsClient       func(config.Provider) (warnings []string, err error)
	AtRuntime      func(config.Provider) (warnings []string, err error)
	NewBundle      func(*config.VersionContract) (*secrets.Bundle, error)
	ValidateBundle func(*secrets.Bundle, *config.VersionContract) error
}

type failure struct {
	Failure string `json:"failure"`
}

type operation func(t *Talos, request []byte) (answer any, err error)

var operations = map[string]operation{
	"validate":         answering((*Talos).validate),
	"generate":         answering((*Talos).generate),
	"bundle":           answering((*Talos).inspectBundle),
	"new-bundle":       answering((*Talos).newBundle),
	"merge-args":       answering((*Talos).mergeArguments),
	"argument-tables":  answering((*Talos).argumentTables),
	"admission-plugin": answering((*Talos).admissionPlugin),
	"audit-policy":     answering((*Talos).auditPolicy),
	"pod-security":     answering((*Talos).podSecurity),
	"authentication":   answering((*Talos).authentication),
	"authorization":    answering((*Talos).authorization),
	"encryption":       answering((*Talos).encryption),
	"kubelet-config":   answering((*Talos).kubeletConfig),
	"hardened-sysctls": answering((*Talos).hardenedSysctls),
	"yaml":             answering((*Talos).parsedYAML),
	"user-data":        answering((*Talos).userData),
}

// answering reads a request strictly: a misspelt field would otherwise be a check that never ran.
func answering[Request, Answer any](answer func(*Talos, Request) (Answer, error)) operation {
	return func(t *Talos, raw []byte) (any, error) {
		var request struct {
			Op string `json:"op"`
		}

		if err := json.Unmarshal(raw, &request); err != nil {
			return nil, err
		}

		var fields map[string]json.RawMessage

		if err := json.Unmarshal(raw, &fields); err != nil {
			return nil, err
		}

		delete(fields, "op")

		rest, err := json.Marshal(fields)
		if err != nil {
			return nil, err
		}

		var typed Request

		decoder := json.NewDecoder(bytes.NewReader(rest))
		decoder.DisallowUnknownFields()

		if err := decoder.Decode(&typed); err != nil {
			return nil, err
		}

		return answer(t, typed)
	}
}

// Main answers the batch on standard input. It fails only where there is no array of requests to answer.
func Main(t Talos) {
	silenceKubernetes()

	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		os.Exit(1)
	}

	var requests []json.RawMessage

	if err := json.Unmarshal(input, &requests); err != nil {
		os.Exit(2)
	}

	if err := json.NewEncoder(os.Stdout).Encode(t.answerAll(requests)); err != nil {
		os.Exit(1)
	}
}

// silenceKubernetes: its libraries log what they read, and a panic in a logged line is no place for a secret.
func silenceKubernetes() {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	klog.InitFlags(flags)

	for name, value := range map[string]string{"logtostderr": "false", "alsologtostderr": "false", "stderrthreshold": "FATAL"} {
		_ = flags.Set(name, value)
	}

	klog.SetOutput(io.Discard)
}

func (t *Talos) answerAll(requests []json.RawMessage) []any {
	answers := make([]any, len(requests))
	next := make(chan int)

	var workers sync.WaitGroup

	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for index := range next {
				answers[index] = t.answer(requests[index])
			}
		})
	}

	for index := range requests {
		next <- index
	}

	close(next)
	workers.Wait()

	return answers
}

// answer never panics: the runtime would print the panic, with what it was about, to standard error.
func (t *Talos) answer(raw json.RawMessage) (result any) {
	defer func() {
		if panicked := recover(); panicked != nil {
			result = failure{fmt.Sprintf("panic: %v", panicked)}
		}
	}()

	var request struct {
		Op string `json:"op"`
	}

	if err := json.Unmarshal(raw, &request); err != nil {
		return failure{"not a request: " + err.Error()}
	}

	run, known := operations[request.Op]
	if !known {
		return failure{fmt.Sprintf("no operation %q", request.Op)}
	}

	answer, err := run(t, raw)
	if err != nil {
		return failure{err.Error()}
	}

	return answer
}

// verdict is the error's text, or nothing.
func verdict(err error) *string {
	if err == nil {
		return nil
	}

	text := err.Error()

	return &text
}
