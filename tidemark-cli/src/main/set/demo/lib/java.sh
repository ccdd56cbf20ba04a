# Builds Java packages with nothing but a JDK (21 or later) and a POSIX shell.
#
#   . "$lib/java.sh"
#   compile NAME             # javac: $version/src and $version/test, against the dependencies
#   check MAIN [ARGUMENT…]   # runs one main class of the tests
#   install_library          # or: install_program NAME MAIN
#
# A package's output carries the classes that its users need at run time, because a user sees the outputs of its
# direct dependencies only: classpath/NAME holds its own, classpath/OTHER those of what it uses. A test library
# installs to check-classpath/NAME instead; its users compile and test with it but do not carry it on.
#
# With the same JDK, outputs are the same byte for byte wherever they are built: class folders instead of jars (no
# timestamps), no debug information beyond file names and lines, sorted sources, one locale.

set -eu
umask 022
LC_ALL=C
TZ=UTC
export LC_ALL TZ
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS JDK_JAVAC_OPTIONS CDPATH

# Short runs: no optimising compiler, one collector thread, nothing left in the system's temporary folder.
jvm='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8'

# The last such line says what was going on when a recipe failed.
phase() {
    printf 'tidemark-phase: %s\n' "$1"
}

# Copies a class folder, unless one of that name is there already: where two ways lead to one library, it is taken once
# and never mixed.
take() {
    if [ -d "$1" ] && [ ! -e "$2/${1##*/}" ]; then
        cp -R "$1" "$2/"
    fi
}

# A direct dependency's own classes come before those that another one carries along.
gather_dependencies() {
    mkdir classpath check-classpath
    for dependency in "$deps"/*; do
        take "$dependency/classpath/${dependency##*/}" classpath
    done
    for folder in "$deps"/*/classpath/*; do
        take "$folder" classpath
    done
    for folder in "$deps"/*/check-classpath/*; do
        take "$folder" check-classpath
    done
    chmod -R u+w classpath check-classpath
}

# Prints the class path made of what the two class folders hold, behind the folder named.
class_path() {
    joined=$1
    for folder in classpath/* check-classpath/*; do
        if [ -d "$folder" ]; then
            joined=$joined:$folder
        fi
    done
    printf '%s\n' "$joined"
}

# compile NAME: tests are in the Java package `tests`, which keeps them out of the output.
compile() {
    phase compile
    gather_dependencies
    for folder in "$version/src" "$version/test"; do
        if [ -d "$folder" ]; then
            find "$folder" -name '*.java' -print
        fi
    done | sort > sources
    mkdir classes
    # shellcheck disable=SC2046,SC2086
    "$JAVA_HOME/bin/javac" $(for option in $jvm; do printf ' -J%s' "$option"; done) \
        -encoding UTF-8 -Xlint:-options --release 21 -proc:none -g:source,lines \
        -cp "$(class_path classes)" -d classes @sources
    if [ -d classes/tests ]; then
        mkdir check-classpath/own-tests
        mv classes/tests check-classpath/own-tests/
    fi
    if [ -d "$version/resources" ]; then
        cp -R "$version/resources/." classes/
        chmod -R u+w classes
    fi
    mv classes "classpath/$1"
    compiled=$1
}

# run MAIN [ARGUMENT…]: a main class of this package or its dependencies.
run() {
    # shellcheck disable=SC2086
    "$JAVA_HOME/bin/java" $jvm -cp "$(class_path "classpath/$compiled")" "$@"
}

check() {
    phase test
    run "$@"
}

install_library() {
    cp -R classpath "$out/"
}

install_test_library() {
    mkdir "$out/check-classpath"
    cp -R "classpath/$compiled" "$out/check-classpath/"
}

# install_program NAME MAIN: a launcher that finds its classes next to itself, wherever the output is moved.
install_program() {
    install_library
    mkdir "$out/bin"
    cat > "$out/bin/$1" <<END
#!/bin/sh
home=\$(cd "\$(dirname "\$0")/.." && pwd) || exit 1
path=
for folder in "\$home"/classpath/*; do
    path=\$path:\$folder
done
exec "\${JAVA_HOME:+\$JAVA_HOME/bin/}java" -cp "\${path#:}" $2 "\$@"
END
    chmod 755 "$out/bin/$1"
}
