package judge

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	stdx509 "crypto/x509"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/siderolabs/crypto/x509"
	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/generate/secrets"
	"github.com/siderolabs/talos/pkg/machinery/version"
	"go.yaml.in/yaml/v4"
)

// readBundle does what secrets.LoadBundle does with a file: the text holds every key of a cluster and is not written to one.
// Unlike it, it is strict, because a misspelt key would be a secret that is made anew.
func readBundle(text string) (*secrets.Bundle, error) {
	bundle := &secrets.Bundle{Clock: secrets.NewClock()}

	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)

	if err := decoder.Decode(bundle); err != nil {
		return nil, err
	}

	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one document")
	}

	return bundle, nil
}

type newBundleRequest struct {
	Contract string `json:"contract"`
}

type newBundleAnswer struct {
	Bundle string `json:"bundle"`
}

func (t *Talos) newBundle(request newBundleRequest) (newBundleAnswer, error) {
	contract, err := config.ParseContractFromVersion(request.Contract)
	if err != nil {
		return newBundleAnswer{}, err
	}

	bundle, err := t.NewBundle(contract)
	if err != nil {
		return newBundleAnswer{}, err
	}

	text, err := yaml.Marshal(bundle)

	return newBundleAnswer{Bundle: string(text)}, err
}

type bundleRequest struct {
	Bundle string `json:"bundle"`
}

// part is what one certificate and its key are. Fields of a certificate are absent where there is only a key.
type part struct {
	Part      string `json:"part"`
	Algorithm string `json:"algorithm"`
	// KeySize is in bits, of RSA keys only.
	KeySize int    `json:"keySize,omitempty"`
	Curve   string `json:"curve,omitempty"`

	*certificate
}

type certificate struct {
	Subject            string   `json:"subject"`
	Issuer             string   `json:"issuer"`
	IsCA               bool     `json:"isCA"`
	KeyUsages          []string `json:"keyUsages"`
	ExtKeyUsages       []string `json:"extKeyUsages"`
	NotBefore          string   `json:"notBefore"`
	NotAfter           string   `json:"notAfter"`
	SerialBits         int      `json:"serialBits"`
	SignatureAlgorithm string   `json:"signatureAlgorithm"`
	MatchesKey         bool     `json:"matchesKey"`
	// VerifiesItself: as the only root it verifies a chain of itself, for clients and for servers.
	VerifiesItself bool `json:"verifiesItself"`
	// Issues says how a certificate that Talos' own code issues from it verifies, or why there is none.
	Issues string `json:"issues"`
}

type bundleAnswer struct {
	Error *string `json:"error"`
	Parts []part  `json:"parts"`
}

func (t *Talos) inspectBundle(request bundleRequest) (bundleAnswer, error) {
	contract, err := config.ParseContractFromVersion(version.Tag)
	if err != nil {
		return bundleAnswer{}, err
	}

	answer := bundleAnswer{Parts: []part{}}

	bundle, err := readBundle(request.Bundle)
	if err == nil {
		err = t.ValidateBundle(bundle, contract)
	}

	if err != nil {
		answer.Error = verdict(err)

		return answer, nil
	}

	for _, authority := range []struct {
		name string
		pair *x509.PEMEncodedCertificateAndKey
	}{
		{"os", bundle.Certs.OS},
		{"etcd", bundle.Certs.Etcd},
		{"k8s", bundle.Certs.K8s},
		{"k8saggregator", bundle.Certs.K8sAggregator},
	} {
		inspected, err := inspectAuthority(authority.name, authority.pair)
		if err != nil {
			answer.Error = verdict(fmt.Errorf("certs.%s: %w", authority.name, err))

			return answer, nil
		}

		answer.Parts = append(answer.Parts, inspected)
	}

	key, err := publicKey(&x509.PEMEncodedCertificateAndKey{Key: bundle.Certs.K8sServiceAccount.Key})
	if err != nil {
		answer.Error = verdict(fmt.Errorf("certs.k8sserviceaccount: %w", err))

		return answer, nil
	}

	answer.Parts = append(answer.Parts, describeKey("k8sserviceaccount", key))

	return answer, nil
}

func publicKey(pair *x509.PEMEncodedCertificateAndKey) (crypto.PublicKey, error) {
	key, err := pair.GetKey()
	if err != nil {
		return nil, err
	}

	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("is a key of type %T, which cannot sign", key)
	}

	return signer.Public(), nil
}

func describeKey(name string, key crypto.PublicKey) part {
	switch key := key.(type) {
	case *rsa.PublicKey:
		return part{Part: name, Algorithm: "RSA", KeySize: key.N.BitLen()}
	case *ecdsa.PublicKey:
		return part{Part: name, Algorithm: "ECDSA", Curve: key.Curve.Params().Name}
	case ed25519.PublicKey:
		return part{Part: name, Algorithm: "Ed25519"}
	default:
		return part{Part: name, Algorithm: fmt.Sprintf("%T", key)}
	}
}

func inspectAuthority(name string, pair *x509.PEMEncodedCertificateAndKey) (part, error) {
	parsed, err := pair.GetCert()
	if err != nil {
		return part{}, err
	}

	key, err := publicKey(pair)
	if err != nil {
		return part{}, err
	}

	inspected := describeKey(name, key)
	inspected.certificate = &certificate{
		Subject:            parsed.Subject.String(),
		Issuer:             parsed.Issuer.String(),
		IsCA:               parsed.BasicConstraintsValid && parsed.IsCA,
		KeyUsages:          keyUsages(parsed.KeyUsage),
		ExtKeyUsages:       extKeyUsages(parsed.ExtKeyUsage),
		NotBefore:          parsed.NotBefore.UTC().Format(time.RFC3339),
		NotAfter:           parsed.NotAfter.UTC().Format(time.RFC3339),
		SerialBits:         parsed.SerialNumber.BitLen(),
		SignatureAlgorithm: parsed.SignatureAlgorithm.String(),
		MatchesKey:         samePublicKey(parsed.PublicKey, key),
		VerifiesItself:     verifies(pair.Crt, parsed),
		Issues:             issues(pair),
	}

	return inspected, nil
}

func samePublicKey(a, b crypto.PublicKey) bool {
	comparable, ok := a.(interface{ Equal(crypto.PublicKey) bool })

	return ok && comparable.Equal(b)
}

func verifies(root []byte, leaf *stdx509.Certificate) bool {
	roots := stdx509.NewCertPool()
	if !roots.AppendCertsFromPEM(root) {
		return false
	}

	for _, usage := range []stdx509.ExtKeyUsage{stdx509.ExtKeyUsageClientAuth, stdx509.ExtKeyUsageServerAuth} {
		if _, err := leaf.Verify(stdx509.VerifyOptions{Roots: roots, KeyUsages: []stdx509.ExtKeyUsage{usage}}); err != nil {
			return false
		}
	}

	return true
}

// issues makes a certificate for a client and a server from the authority, with the code that Talos makes them with.
func issues(pair *x509.PEMEncodedCertificateAndKey) string {
	// Two authorities joined without a newline between them are none: Talos joins what it accepts so.
	if !bytes.HasSuffix(pair.Crt, []byte("\n")) {
		return "no newline at the end of the certificate"
	}

	authority, err := x509.NewCertificateAuthorityFromCertificateAndKey(pair)
	if err != nil {
		return err.Error()
	}

	leaf, err := x509.NewKeyPair(
		authority,
		x509.CommonName("judge"),
		x509.NotAfter(time.Now().Add(time.Hour)),
		x509.KeyUsage(stdx509.KeyUsageDigitalSignature),
		x509.ExtKeyUsage([]stdx509.ExtKeyUsage{stdx509.ExtKeyUsageClientAuth, stdx509.ExtKeyUsageServerAuth}),
	)
	if err != nil {
		return err.Error()
	}

	parsed, err := stdx509.ParseCertificate(leaf.Certificate.Certificate[0])
	if err != nil {
		return err.Error()
	}

	if !verifies(pair.Crt, parsed) {
		return "a certificate that the authority does not verify"
	}

	return "verified"
}

func keyUsages(usage stdx509.KeyUsage) []string {
	found := []string{}

	for _, known := range []struct {
		bit  stdx509.KeyUsage
		name string
	}{
		{stdx509.KeyUsageDigitalSignature, "digitalSignature"},
		{stdx509.KeyUsageContentCommitment, "contentCommitment"},
		{stdx509.KeyUsageKeyEncipherment, "keyEncipherment"},
		{stdx509.KeyUsageDataEncipherment, "dataEncipherment"},
		{stdx509.KeyUsageKeyAgreement, "keyAgreement"},
		{stdx509.KeyUsageCertSign, "certSign"},
		{stdx509.KeyUsageCRLSign, "crlSign"},
		{stdx509.KeyUsageEncipherOnly, "encipherOnly"},
		{stdx509.KeyUsageDecipherOnly, "decipherOnly"},
	} {
		if usage&known.bit != 0 {
			found = append(found, known.name)
		}
	}

	return found
}

func extKeyUsages(usages []stdx509.ExtKeyUsage) []string {
	found := []string{}

	for _, usage := range usages {
		switch usage {
		case stdx509.ExtKeyUsageServerAuth:
			found = append(found, "serverAuth")
		case stdx509.ExtKeyUsageClientAuth:
			found = append(found, "clientAuth")
		default:
			found = append(found, fmt.Sprintf("usage %d", usage))
		}
	}

	return found
}
