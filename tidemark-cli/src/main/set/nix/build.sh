# Builds a package of the workbench: a file of shell functions and what it is built on, or what its own build.sh says.
set -e

phase() {
  printf '@nix { "action": "setPhase", "phase": "%s" }\n' "$1" >&2
  printf 'Running phase: %s\n' "$1"
}

name=${pname:-${name%%-[0-9]*}}
# Whoever wants to know what was really built lets the sandbox have a folder.
if [ -d /ledger ]; then echo "$name ${version:-}" >>/ledger/builds; fi

if [ -n "$work" ]; then sleep "$work"; fi

phase unpackPhase
mkdir -p "$out/lib"
if [ -d "$src" ]; then cp -r "$src/." .; else cp "$src" source.txt; fi
known=''
for input in $buildInputs; do
  for file in "$input"/lib/*.sh; do known="$known $file"; done
done

phase buildPhase
if [ -f build.sh ]; then
  . ./build.sh
elif [ -f lib.sh ]; then
  # Every function of another package that is used has to be there.
  grep -o '[a-z]*__[a-z_]*' lib.sh | sort -u >used
  while read -r function; do
    if ! cat $known lib.sh | grep -q "^$function()"; then
      line=$(grep -n "$function" lib.sh | head -n 1 | cut -d: -f1)
      echo "lib.sh:$line: error: function $function is not defined" >&2
      failed=yes
    fi
  done <used
  if [ -n "$failed" ]; then exit 2; fi
fi

if [ -f test.sh ]; then
  phase checkPhase
  for file in $known ./lib.sh; do if [ -f "$file" ]; then . "$file"; fi; done
  . ./test.sh
fi

phase installPhase
# Comments are no part of what is built.
if [ -f lib.sh ]; then grep -v '^ *#' lib.sh >"$out/lib/$name.sh"; fi
for file in $known; do
  if [ ! -e "$out/lib/${file##*/}" ]; then cp "$file" "$out/lib/"; fi
done
if [ -f source.txt ]; then cp source.txt "$out/"; fi
