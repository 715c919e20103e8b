#!/bin/sh
# Shows a newcomer what hhcheck says: of the sample registry, and of a copy in which one household is broken.
# Fails unless the sample is clean and each planted fault is found. BIN is the folder of the commands.
set -u
bin=$(cd "${BIN:-bin}" && pwd -P) || exit 2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/hearth-demo.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 129' HUP INT TERM

echo "The sample registry, as it is:"
echo '$ hhcheck records'
"$bin/hhcheck" records || {
	echo "The sample registry should be clean, and is not." >&2
	exit 1
}

cp -R records "$scratch/records"
for file in "$scratch"/records/villages/*/households/*.yaml; do
	break
done
# A document number without its quotes, a word that is none, a date that is not.
sed "/^ *document: '/{s/'//g;}; s/sex: male/sex: mail/; s/born: \([0-9]*\)-[0-9]*-[0-9]*/born: \1-02-30/" \
	"$file" >"$scratch/broken"
# Only the first three places of the three kinds: a newcomer reads them all.
awk '{ place = $1 }
	NR == FNR { broken[FNR] = $0; next }
	$0 != broken[FNR] && !(place in done) { $0 = broken[FNR]; done[place] = 1 }
	{ print }' "$scratch/broken" "$file" >"$scratch/new"
faults=$(diff "$file" "$scratch/new" | grep -c '^>')
diff -U0 "$file" "$scratch/new" | grep '^[-+] ' >"$scratch/change"
mv "$scratch/new" "$file"

echo
echo "A copy of it, in which one household was changed like this:"
cat "$scratch/change"
echo '$ hhcheck records'
(cd "$scratch" && "$bin/hhcheck" records) >"$scratch/out" 2>"$scratch/summary"
status=$?
cat "$scratch/out" "$scratch/summary"
if [ $status != 1 ] || [ "$(grep -c ': error: ' "$scratch/out")" -lt "$faults" ]; then
	echo "hhcheck should have found $faults faults and ended with status 1, not $status." >&2
	exit 1
fi
