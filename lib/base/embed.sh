#!/bin/sh
# Writes C source on standard output that holds the files named: see embed.h. Needs od, awk and sed only.
set -eu
export LC_ALL=C

echo '/* Made by lib/base/embed.sh. */'
echo '#include "base/embed.h"'
n=0
for file; do
	echo "static const unsigned char file${n}[] = {"
	od -An -v -tx1 "$file" | sed 's/[0-9a-f][0-9a-f]/0x&,/g'
	echo '0};'
	n=$((n + 1))
done

echo 'const struct embed embed_files[] = {'
n=0
for file; do
	echo "	{\"${file#lib/}\", file$n, sizeof file$n - 1},"
	n=$((n + 1))
done
echo '	{NULL, NULL, 0},'
echo '};'
