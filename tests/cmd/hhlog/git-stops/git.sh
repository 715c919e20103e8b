git init -q .
# NAME DATE SUBJECT: commits all there is.
as() {
	git add -A
	GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$(echo "$1" | tr A-Z a-z)@example.org \
		GIT_COMMITTER_NAME=$1 GIT_COMMITTER_EMAIL=$(echo "$1" | tr A-Z a-z)@example.org \
		GIT_AUTHOR_DATE="$2T10:00:00+0800" GIT_COMMITTER_DATE="$2T10:00:00+0800" \
		git commit -q -m "$3"
}
