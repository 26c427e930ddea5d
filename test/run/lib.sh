# lib.sh - what the scripts of this project share.  Source it.
#
# Nothing here writes outside the project's build/ and a scratch directory of
# its own under $TMPDIR.  PostgreSQL is never installed into: installations are
# relocatable, so make_tree builds a private one (programs copied, the rest
# symbolic links) that the extension is installed into.
#
# As root, clusters run as an unprivileged user, because initdb refuses root;
# that user cannot be expected to read the project's directory, so whatever it
# needs is copied into the scratch directory.
# shellcheck shell=bash

set -euo pipefail
shopt -s inherit_errexit
umask 022

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PG_CONFIG=${PG_CONFIG:-pg_config}
MAKE=${MAKE:-make}
JOBS=${JOBS:-$(nproc 2>/dev/null || echo 2)}

say() { printf '\n== %s\n' "$*"; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# Settings meant for the user's own server must not steer ours, nor must a
# make that called us.
forget_environment() {
	local name
	for name in "${!PG@}"; do
		[ "$name" = PG_CONFIG ] || unset "$name"
	done
	unset MAKEFLAGS MAKELEVEL MFLAGS
	export PG_CONFIG LC_ALL=C.UTF-8
}

# The user that servers run as: ourselves, or, for root, one that exists.
server_user() {
	local user
	if [ "$(id -u)" != 0 ]; then
		id -un
		return
	fi
	for user in postgres nobody; do
		if id -u "$user" >/dev/null 2>&1; then
			echo "$user"
			return
		fi
	done
	die "root cannot run PostgreSQL, and there is no user \"postgres\" or \"nobody\""
}

# as_server_user COMMAND...: run it as server_user, in $SCRATCH.
as_server_user() {
	local user
	if [ "$(id -u)" != 0 ]; then
		env HOME="$SCRATCH" "$@"
		return
	fi
	user=$(server_user)
	setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups -- \
		env -C "$SCRATCH" HOME="$SCRATCH" USER="$user" LOGNAME="$user" "$@"
}

give_to_server_user() {
	[ "$(id -u)" != 0 ] || chown -R "$(server_user):" "$@"
}

# make_scratch NAME: a directory of our own that the server user can enter,
# in SCRATCH; removed, with the servers in it, by drop_scratch.
make_scratch() {
	SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/streamml-$1.XXXXXX")
	chmod 755 "$SCRATCH"
	export SCRATCH
}

# Stop whatever server still runs below a directory (a test was killed).
stop_servers_below() {
	local file pid
	while IFS= read -r file; do
		pid=$(head -n 1 "$file" 2>/dev/null) || continue
		if [ -n "$pid" ] && [ "$pid" -gt 1 ] && kill -0 "$pid" 2>/dev/null; then
			kill -QUIT "$pid" 2>/dev/null || true
		fi
	done < <(find "$1" -name postmaster.pid -type f 2>/dev/null)
}

drop_scratch() {
	[ -n "${SCRATCH:-}" ] || return 0
	stop_servers_below "$SCRATCH"
	if [ -n "${KEEP:-}" ]; then
		echo "kept: $SCRATCH"
		return 0
	fi
	# a server that is going down may still write
	rm -rf "$SCRATCH" 2>/dev/null || { sleep 1; rm -rf "$SCRATCH"; }
}

# link_entries FROM TO: symbolic links in TO for what is in FROM, but for what
# belongs to streamml and the names given after.
link_entries() {
	local from=$1 to=$2 entry name
	shift 2
	mkdir -p "$to"
	for entry in "$from"/*; do
		name=${entry##*/}
		case " $* " in *" $name "*) continue ;; esac
		case $name in streamml*) continue ;; esac
		[ -e "$to/$name" ] || ln -s "$entry" "$to/$name"
	done
}

common_prefix() {
	local prefix=$1 path
	shift
	for path in "$@"; do
		while [ "${path#"$prefix"/}" = "$path" ]; do
			prefix=${prefix%/*}
		done
	done
	echo "$prefix"
}

# make_tree DIRECTORY: a private copy of the installation PG_CONFIG belongs to.
# Prints the path of its programs.  A program finds the rest relative to where
# it lies itself, links resolved: that is why programs are copied.
make_tree() {
	local tree=$1 bin lib share include prefix relative
	bin=$("$PG_CONFIG" --bindir)
	lib=$("$PG_CONFIG" --pkglibdir)
	share=$("$PG_CONFIG" --sharedir)
	include=$("$PG_CONFIG" --includedir)
	prefix=$(common_prefix "$bin" "$lib" "$share" "$include")
	relative=${bin#"$prefix"/}

	mkdir -p "$tree/$relative"
	cp -L "$bin"/* "$tree/$relative/"
	link_entries "$lib" "$tree/${lib#"$prefix"/}" bitcode
	link_entries "$share" "$tree/${share#"$prefix"/}" extension
	link_entries "$share/extension" "$tree/${share#"$prefix"/}/extension"
	if [ ! -e "$tree/${include#"$prefix"/}" ]; then
		mkdir -p "$(dirname "$tree/${include#"$prefix"/}")"
		ln -s "$include" "$tree/${include#"$prefix"/}"
	fi
	echo "$tree/$relative"
}

# build_copy DIRECTORY [VARIABLE=VALUE...]: build the sources in a directory of
# their own, so that builds with different flags do not mix objects.  Only what
# changed is compiled again.
build_copy() {
	local dir=$1
	shift
	mkdir -p "$dir"
	# objects of an in-place build have no business here; times are kept
	tar -C "$PROJECT" -c --exclude='*.o' --exclude='*.so' --exclude='*.bc' \
		Makefile streamml.control src sql | tar -C "$dir" -x
	find "$dir/src" -name '*.c' -o -name '*.h' | while IFS= read -r file; do
		[ -e "$PROJECT/${file#"$dir"/}" ] || rm -f "$file"
	done
	"$MAKE" -s -j"$JOBS" -C "$dir" PG_CONFIG="$PG_CONFIG" with_llvm=no "$@" all
}

# install_copy DIRECTORY BINDIR [VARIABLE=VALUE...]: install what build_copy
# built into the tree that BINDIR belongs to.
install_copy() {
	local dir=$1 bin=$2
	shift 2
	"$MAKE" -s -C "$dir" PG_CONFIG="$bin/pg_config" with_llvm=no "$@" install
}

# plugin_allow_list BINDIR: the configuration line that minor releases want which
# have the setting, and that others do not know.
plugin_allow_list() {
	# (grep -q would close the pipe early)
	if "$1/postgres" --describe-config | grep '^output_plugin_libraries' >/dev/null; then
		echo "output_plugin_libraries = 'pgoutput, test_decoding, streamml'"
	fi
}

require_postgres() {
	"$PG_CONFIG" --version >/dev/null 2>&1 ||
		die "cannot run \"$PG_CONFIG\"; install PostgreSQL's server development package or set PG_CONFIG"
	[ -x "$("$PG_CONFIG" --bindir)/initdb" ] ||
		die "no PostgreSQL server at $("$PG_CONFIG" --bindir); set PG_CONFIG to the pg_config of an installed server"
}
