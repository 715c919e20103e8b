# Completion of hearth's commands for bash (and zsh, with bashcompinit): the options are asked of the command itself, so
# they are never out of step. Installed once under each command's name.
_hearth() {
	local command=$1 word=$2 before=$3 values
	COMPREPLY=()
	case $before in
	--format) values=$("$command" --help 2>/dev/null |
		sed -n 's/^ *--format [A-Z]*  *//p' | tr -s ', ' '\n' | grep -v '^or$') ;;
	--rev)
		values=$(git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes 2>/dev/null)
		;;
	--color) values='auto always never' ;;
	--level) values='note warning error' ;;
	-j | --jobs) return ;;
	-C | --directory)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	*)
		[[ $word == -* ]] || return
		values=$("$command" --help 2>/dev/null | grep -oE -- '(^| )--?[a-zA-Z][a-z-]*' | tr -d ' ')
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
}
