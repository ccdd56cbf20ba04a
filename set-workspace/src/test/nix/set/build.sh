# Builds any package of the set: its name and what it needs, and a program for those that ask for one.
set -e
for output in $outputs; do
  eval "folder=\$$output"
  mkdir -p "$folder"
  {
    echo "$name"
    for input in $buildInputs $propagatedBuildInputs $nativeBuildInputs; do echo "$input"; done
  } >"$folder/recipe"
done
