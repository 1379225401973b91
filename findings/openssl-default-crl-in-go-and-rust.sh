#!/usr/bin/env bash
# A CRL as `openssl ca -gencrl` makes it with a plain configuration (OpenSSL 3), read by Node, by Go's
# standard library (1.26) and by rustls-webpki 0.103.8 (crates.io).
#
# Guess: all of them read it; it is what the most used tool makes.
# Seen: without `crl_extensions` in the configuration the CRL is version 1. Node (OpenSSL) reads it.
#   Go's x509.ParseRevocationList: "x509: unsupported crl version". rustls-webpki: BadDer, which
#   does not say why. With `crl_extensions` the same CA's CRL is version 2 and all three read it.
#   A CA for mixed peers needs that line.
set -euo pipefail
for tool in openssl node go cargo; do command -v $tool >/dev/null || { echo "$tool is missing"; exit 2; }; done
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem \
  -subj '/CN=example' -days 30 2>/dev/null
: > index.txt
printf '[ca]\ndefault_ca = here\n[here]\ndatabase = index.txt\ndefault_md = sha256\ndefault_crl_days = 30\n' > one.cnf
{ cat one.cnf; printf 'crl_extensions = more\n[more]\nauthorityKeyIdentifier = keyid\n'; } > two.cnf
for name in one two; do
  openssl ca -config $name.cnf -gencrl -keyfile ca.key -cert ca.pem -out $name.pem 2>/dev/null
done
cat > try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

createSecureContext({ crl: readFileSync(process.argv[2]) });
console.log('read');
JS
mkdir go rust rust/src
printf 'module try\n\ngo 1.21\n' > go/go.mod
cat > go/main.go <<'GO'
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func main() {
	text, _ := os.ReadFile(os.Args[1])
	block, _ := pem.Decode(text)
	if _, err := x509.ParseRevocationList(block.Bytes); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("read")
}
GO
cat > rust/Cargo.toml <<'TOML'
[package]
name = "try"
version = "0.1.0"
edition = "2021"

[dependencies]
rustls-webpki = { version = "=0.103.8", features = ["std"] }
rustls-pki-types = { version = "1", features = ["std"] }
TOML
cat > rust/src/main.rs <<'RS'
use rustls_pki_types::{pem::PemObject, CertificateRevocationListDer};

fn main() {
    let file = std::env::args().nth(1).unwrap();
    let der = CertificateRevocationListDer::from_pem_file(file).unwrap();
    match webpki::BorrowedCertRevocationList::from_der(&der) {
        Ok(_) => println!("read"),
        Err(error) => println!("{error:?}"),
    }
}
RS
(cd go && go build -o ../try-go .)
cargo build --quiet --manifest-path rust/Cargo.toml
for name in one two; do
  echo "$(openssl crl -in $name.pem -noout -text | grep -o 'Version [12]'): node $(node try.mjs $name.pem), go $(./try-go $name.pem), rust $(rust/target/debug/try $name.pem)"
done | tee seen
cat > expected <<'TXT'
Version 1: node read, go x509: unsupported crl version, rust BadDer
Version 2: node read, go read, rust read
TXT
diff expected seen || { echo "changed"; exit 1; }
