#!/bin/sh
# Tests of the launcher (`tidemark` in the root) with JDKs and a Maven that only pretend, in a temporary folder.
# Ends with a line `N passed, N failed`; status 1 when one failed. SHELL_UNDER_TEST runs the launcher with another shell.
set -u

launcher=$(CDPATH='' cd -P -- "$(dirname -- "$0")/../../../.." && pwd -P)/tidemark
work=$(mktemp -d "${TMPDIR:-/tmp}/launcher-test.XXXXXX")
work=$(CDPATH='' cd -P -- "$work" && pwd -P)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# ---- What the tests are made of --------------------------------------------------------------------------------------

# A machine without any Java or Maven: the launcher sees these commands only, and $root instead of /.
tools=$work/tools
mkdir "$tools"
for tool in basename cat chmod cut date dirname env find grep head mkdir mv pwd readlink rm rmdir sed sh sleep stty tail touch uname; do
  path=$(command -v "$tool") || continue
  case $path in /*) ln -s "$path" "$tools/$tool" ;; esac
done

jdk() { # jdk FOLDER VERSION: a JDK whose java says how it was called
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="Nobody"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
  cat >"$1/bin/java" <<'JAVA'
#!/bin/sh
echo "java=$0"
echo "cwd=$(pwd)"
echo "locale=${LC_ALL-}"
for argument; do
  echo "argument=$argument"
  case $argument in -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*) echo rehearsed >"${argument#*=}" ;; esac
done
exit "${FAKE_JAVA_STATUS:-0}"
JAVA
  printf '#!/bin/sh\n' >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

maven() { # maven VERSION: an mvn in $bin that builds what the launcher expects and counts how often it did
  cat >"$bin/mvn" <<MAVEN
#!/bin/sh
if [ "\$1" = -version ]; then echo "Apache Maven $1 (fake)"; exit 0; fi
echo "\$JAVA_HOME|\$*" >>"$case_dir/builds"
echo '[INFO] Scanning for projects...'
echo 'Downloaded from central: somewhere/a.jar (1 kB)'
echo '[INFO] Building Tidemark :: schemas 0.1.0-SNAPSHOT                  [1/2]'
echo 'Downloaded from central: somewhere/b.jar (1 kB)'
sleep "\${FAKE_MAVEN_SECONDS:-0}"
echo '[INFO] Building Tidemark :: the command 0.1.0-SNAPSHOT             [2/2]'
if [ -n "\${FAKE_MAVEN_ERROR:-}" ]; then
  echo "[ERROR] \$FAKE_MAVEN_ERROR"
  echo '[ERROR] Re-run Maven using the -X switch to enable full debug logging.'
  exit 1
fi
mkdir -p tidemark-cli/target/tidemark/lib
touch tidemark-cli/target/tidemark/lib/tidemark-cli.jar
MAVEN
  chmod +x "$bin/mvn"
}

begin() { # begin NAME: a fresh machine with a fresh checkout
  name=$1
  case_dir=$work/case-$((passed + failed)) problem=''
  root=$case_dir/root bin=$case_dir/bin checkout=$case_dir/checkout
  mkdir -p "$root/etc" "$root/usr/lib/jvm" "$bin" "$case_dir/home" "$checkout/tidemark-cli/src/main/java"
  cp "$launcher" "$checkout/tidemark"
  touch -t 202001010000 "$checkout/pom.xml" "$checkout/tidemark-cli/pom.xml" "$checkout/tidemark-cli/src/main/java/Main.java"
  touch -t 202001010000 "$checkout/tidemark-cli/src/main/java" "$checkout/tidemark-cli/src/main"
  java_home='' tidemark_java_home='' java_opts='' error='' seconds=0 java_status=0 scope=''
}

run() { # run COMMAND…: leaves $status, and what it said in $said
  env -i PATH="$bin:$tools" HOME="$case_dir/home" TIDEMARK_TEST_ROOT="$root" JAVA_HOME="$java_home" \
    TIDEMARK_JAVA_HOME="$tidemark_java_home" TIDEMARK_JAVA_OPTS="$java_opts" FAKE_MAVEN_ERROR="$error" \
    FAKE_MAVEN_SECONDS="$seconds" FAKE_JAVA_STATUS="$java_status" TIDEMARK_SCOPE="$scope" ${SHELL_UNDER_TEST:+"$SHELL_UNDER_TEST"} "$@" \
    >"$case_dir/said" 2>&1 </dev/null
  status=$?
  said=$(cat "$case_dir/said")
}

launch() { run "$checkout/tidemark" "$@"; }

launch_in_background() {
  env -i PATH="$bin:$tools" HOME="$case_dir/home" TIDEMARK_TEST_ROOT="$root" \
    ${SHELL_UNDER_TEST:+"$SHELL_UNDER_TEST"} "$checkout/tidemark" "$@" >"$case_dir/said" 2>&1 </dev/null &
  launched=$!
}

terminate() { # ends what was launched in the background; leaves $status and $said
  kill -TERM "$launched"
  wait "$launched"
  status=$?
  said=$(cat "$case_dir/said")
}

blame() { problem="$problem
    $*"; }
expect_status() { [ "$status" -eq "$1" ] || blame "status is $status, not $1"; }
expect_said() { case $said in *"$1"*) ;; *) blame "did not say: $1" ;; esac; }
expect_not_said() { case $said in *"$1"*) blame "said: $1" ;; *) ;; esac; }
builds() { if [ -f "$case_dir/builds" ]; then wc -l <"$case_dir/builds" | tr -d ' '; else echo 0; fi; }
expect_builds() { [ "$(builds)" -eq "$1" ] || blame "Maven was run $(builds) times, not $1"; }

end() {
  if [ -z "$problem" ]; then
    passed=$((passed + 1))
    echo "ok    $name"
  else
    failed=$((failed + 1))
    echo "FAIL  $name$problem"
    echo "    it said:"
    printf '%s\n' "$said" | sed 's/^/    | /'
  fi
}

# ---- Finding a JDK ---------------------------------------------------------------------------------------------------

begin 'no_java_at_all_says_what_to_install_on_every_platform'
launch demo
expect_status 2
expect_said 'Found no Java at all'
for advice in 'temurin-21-jdk' 'sdk install java' 'apt-get install openjdk-21-jdk-headless' 'java-21-openjdk-devel' \
  'brew install openjdk@21' 'nix shell nixpkgs#jdk21'; do
  # On macOS the machine is known without a file, and only its own line is shown.
  [ "$(uname -s)" = Darwin ] || expect_said "$advice"
done
end

begin 'java_17_on_debian_12_is_named_and_only_what_works_there_is_advised'
jdk "$root/usr/lib/jvm/java-17-openjdk-amd64" 17.0.15
printf 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n' >"$root/etc/os-release"
launch demo
expect_status 2
expect_said "Java 17 in $root/usr/lib/jvm/java-17-openjdk-amd64"
expect_said 'On this machine (Debian GNU/Linux 12 (bookworm))'
expect_said 'temurin-21-jdk'
expect_not_said 'openjdk-21-jdk-headless'
end

begin 'ubuntu_is_advised_its_own_package'
printf 'ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04 LTS"\n' >"$root/etc/os-release"
launch demo
expect_status 2
expect_said 'apt-get install openjdk-21-jdk-headless'
expect_not_said 'brew'
end

begin 'a_jre_of_21_will_not_do'
jdk "$root/usr/lib/jvm/jre-21" 21.0.5
rm "$root/usr/lib/jvm/jre-21/bin/javac"
launch demo
expect_status 2
expect_said 'a JRE: it has no bin/javac'
end

begin 'picks_21_over_17'
jdk "$root/usr/lib/jvm/a-17" 17.0.15
jdk "$root/usr/lib/jvm/b-21" 21.0.5
launch --print-java-home
expect_status 0
[ "$said" = "$root/usr/lib/jvm/b-21" ] || blame "picked $said"
end

begin 'picks_the_newest_long_term_release'
for version in 21 22 25 26; do jdk "$root/usr/lib/jvm/jdk-$version" "$version.0.1"; done
launch --print-java-home
[ "$said" = "$root/usr/lib/jvm/jdk-25" ] || blame "picked $said"
end

begin 'picks_a_short_term_release_where_there_is_no_other'
jdk "$root/usr/lib/jvm/jdk-17" 17
jdk "$root/opt/some-jdk-22" 22-ea
launch --print-java-home
[ "$said" = "$root/opt/some-jdk-22" ] || blame "picked $said"
end

begin 'finds_what_sdkman_and_homebrew_install'
jdk "$case_dir/home/.sdkman/candidates/java/21.0.5-tem" 21.0.5
launch --print-java-home
[ "$said" = "$case_dir/home/.sdkman/candidates/java/21.0.5-tem" ] || blame "picked $said"
rm -r "$case_dir/home/.sdkman"
jdk "$root/opt/homebrew/opt/openjdk@21/libexec/openjdk.jdk/Contents/Home" 21.0.5
launch --print-java-home
[ "$said" = "$root/opt/homebrew/opt/openjdk@21/libexec/openjdk.jdk/Contents/Home" ] || blame "picked $said"
end

begin 'java_home_of_21_comes_before_a_newer_one_elsewhere'
jdk "$root/usr/lib/jvm/jdk-25" 25.0.1
jdk "$case_dir/mine" 21.0.5
java_home=$case_dir/mine
launch --print-java-home
[ "$said" = "$case_dir/mine" ] || blame "picked $said"
end

begin 'java_home_of_17_is_passed_over'
jdk "$root/usr/lib/jvm/jdk-25" 25.0.1
jdk "$case_dir/mine" 17.0.1
java_home=$case_dir/mine
launch --print-java-home
[ "$said" = "$root/usr/lib/jvm/jdk-25" ] || blame "picked $said"
end

begin 'javac_on_the_path_is_followed_through_its_links'
jdk "$case_dir/somewhere/jdk" 21.0.5
mkdir "$case_dir/alternatives"
ln -s "$case_dir/somewhere/jdk/bin/javac" "$case_dir/alternatives/javac"
ln -s ../alternatives/javac "$bin/javac"
launch --print-java-home
[ "$said" = "$case_dir/somewhere/jdk" ] || blame "picked $said"
end

begin 'tidemark_java_home_comes_first'
jdk "$case_dir/mine" 21.0.5
jdk "$case_dir/asked" 22.0.1
java_home=$case_dir/mine tidemark_java_home=$case_dir/asked
launch --print-java-home
[ "$said" = "$case_dir/asked" ] || blame "picked $said"
end

begin 'tidemark_java_home_that_will_not_do_is_an_error'
jdk "$root/usr/lib/jvm/jdk-25" 25.0.1
jdk "$case_dir/asked" 17.0.1
tidemark_java_home=$case_dir/asked
launch --print-java-home
expect_status 2
expect_said 'Java 17'
end

# ---- Building --------------------------------------------------------------------------------------------------------

begin 'without_maven_it_says_how_to_get_one'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
launch demo
expect_status 2
expect_said 'needs Maven (mvn) 3.8 or newer, which is not on the PATH'
expect_said 'apt-get install maven'
end

begin 'an_old_maven_is_named'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.6.3
launch demo
expect_status 2
expect_said 'mvn is 3.6.3'
expect_builds 0
end

begin 'the_first_call_builds_and_the_second_does_not'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.8.7
launch demo --set here
expect_status 0
expect_said 'building the program first'
expect_said 'building [1/2] schemas'
expect_said 'building [2/2] the command'
expect_said '(2 files downloaded)'
expect_said 'argument=dev.tidemark.cli.Main'
expect_said 'argument=--set'
launch demo
expect_status 0
expect_not_said 'building'
expect_builds 1
grep -q "^$root/usr/lib/jvm/jdk-21|" "$case_dir/builds" || blame 'Maven did not run on the JDK that was found'
[ ! -e "$checkout/tidemark-cli/target/build.lock" ] || blame 'the lock was left behind'
end

begin 'maven_4_and_3_10_are_new_enough'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 4.0.0
launch demo
expect_status 0
rm -r "$checkout/tidemark-cli/target"
maven 3.10.1
launch demo
expect_status 0
end

begin 'a_newer_source_is_built'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.9.9
launch demo
touch -t 203001010000 "$checkout/tidemark-cli/src/main/java/Main.java"
launch demo
expect_status 0
expect_said 'the sources are newer than the program'
expect_builds 2
end

begin 'a_source_edited_while_building_is_built_the_next_time'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.9.9
seconds=3
launch demo &
first=$!
tries=0
until [ -f "$case_dir/builds" ] || [ "$tries" -ge 20 ]; do sleep 1; tries=$((tries + 1)); done
echo edited >"$checkout/tidemark-cli/src/main/java/Main.java"
wait "$first"
seconds=0
launch demo
expect_builds 2
end

begin 'what_an_editor_leaves_lying_about_is_not_built'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.9.9
launch demo
touch "$checkout/tidemark-cli/src/main/java/.Main.java.swp" "$checkout/tidemark-cli/src/main/java/Main.java~"
touch -t 202001010000 "$checkout/tidemark-cli/src/main/java"
launch demo
expect_builds 1
end

begin 'the_benchmarks_and_the_bundled_sets_are_not_part_of_the_program'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.9.9
mkdir -p "$checkout/benchmarks/src/main" "$checkout/tidemark-cli/src/main/set/demo"
touch -t 202001010000 "$checkout/tidemark-cli/src/main"
launch demo
touch -t 203001010000 "$checkout/benchmarks/pom.xml" "$checkout/benchmarks/src/main/Bench.java" \
  "$checkout/tidemark-cli/src/main/set/demo/set.json"
launch demo
expect_builds 1
end

begin 'a_program_that_maven_has_just_built_and_stamped_is_trusted'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
mkdir -p "$checkout/tidemark-cli/target/tidemark/lib"
touch "$checkout/tidemark-cli/target/tidemark/lib/tidemark-cli.jar" "$checkout/tidemark-cli/target/tidemark/built"
launch demo
expect_status 0
expect_said 'argument=demo'
end

begin 'the_tests_are_not_built'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.9.9
launch demo
grep -q -e '-Dmaven.test.skip=true' "$case_dir/builds" || blame 'the tests are built, too'
end

begin 'a_failed_build_shows_the_error_the_log_and_the_next_step'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.8.7
error='COMPILATION ERROR: Main.java:[3,1] cannot find symbol'
launch demo
expect_status 1
expect_said 'cannot find symbol'
expect_not_said 'Re-run Maven'
expect_said "the whole log: $checkout/tidemark-cli/target/build.log"
expect_said 'next: mend what it names'
expect_not_said 'argument='
grep -q 'cannot find symbol' "$checkout/tidemark-cli/target/build.log" || blame 'the log lacks the error'
error=''
launch demo
expect_status 0
expect_builds 2
end

begin 'a_failed_download_points_to_the_network'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.8.7
error='Failed to execute goal: Could not transfer artifact a:b:jar:1 from/to central'
launch demo
expect_status 1
expect_said 'next: something could not be downloaded'
end

begin 'two_at_once_build_once'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.8.7
seconds=3
(launch demo; cp "$case_dir/said" "$case_dir/first-said") &
first=$!
tries=0
until [ -f "$case_dir/builds" ] || [ "$tries" -ge 20 ]; do sleep 1; tries=$((tries + 1)); done
mv "$case_dir/said" "$case_dir/said-of-first"
launch demo
expect_status 0
expect_said 'is building already'
expect_said 'argument=demo'
wait "$first"
expect_builds 1
end

begin 'the_lock_of_one_that_died_is_broken'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.8.7
sh -c 'exit 0' &
dead=$!
wait "$dead"
mkdir -p "$checkout/tidemark-cli/target/build.lock"
echo "$dead" >"$checkout/tidemark-cli/target/build.lock/pid"
launch demo
expect_status 0
expect_builds 1
end

begin 'a_termination_ends_the_build_and_leaves_no_lock'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.8.7
mkfifo "$case_dir/pid"
cat >"$bin/mvn" <<MAVEN
#!/bin/sh
if [ "\$1" = -version ]; then echo 'Apache Maven 3.8.7'; exit 0; fi
echo \$\$ >"$case_dir/pid"
exec sleep 60
MAVEN
seconds=0
launch_in_background demo
read -r maven_process <"$case_dir/pid"
terminate
expect_status 130
expect_said 'interrupted'
tries=0
while kill -0 "$maven_process" 2>/dev/null && [ "$tries" -lt 10 ]; do sleep 1; tries=$((tries + 1)); done
! kill -0 "$maven_process" 2>/dev/null || blame 'Maven is still running'
[ ! -e "$checkout/tidemark-cli/target/build.lock" ] || blame 'the lock was left behind'
end

# ---- Becoming the program --------------------------------------------------------------------------------------------

begin 'through_a_symlink_and_from_elsewhere_the_program_gets_the_callers_folder'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.8.7
mkdir -p "$case_dir/links" "$case_dir/else where"
ln -s ../checkout/tidemark "$case_dir/links/real"
ln -s "$case_dir/links/real" "$bin/tidemark"
cd "$case_dir/else where" || exit 1
if [ -n "${SHELL_UNDER_TEST:-}" ]; then run "$bin/tidemark" demo; else run tidemark demo; fi
cd "$work" || exit 1
expect_status 0
expect_said "cwd=$case_dir/else where"
expect_said "argument=$checkout/tidemark-cli/target/tidemark/lib/*"
expect_said "argument=-Dtidemark.sets=$checkout/tidemark-cli/src/main/set"
end

begin 'a_distribution_never_builds'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
mkdir -p "$case_dir/opt tidemark/lib"
cp "$launcher" "$case_dir/opt tidemark/tidemark"
touch "$case_dir/opt tidemark/lib/tidemark-cli.jar"
run "$case_dir/opt tidemark/tidemark" planner
expect_status 0
expect_said "argument=$case_dir/opt tidemark/lib/*"
expect_said "argument=-Dtidemark.sets=$case_dir/opt tidemark/set"
end

begin 'a_jre_is_enough_for_a_distribution'
jdk "$root/usr/lib/jvm/jre-21" 21.0.5
rm "$root/usr/lib/jvm/jre-21/bin/javac"
mkdir -p "$case_dir/opt/lib"
cp "$launcher" "$case_dir/opt/tidemark"
touch "$case_dir/opt/lib/tidemark-cli.jar"
run "$case_dir/opt/tidemark" planner
expect_status 0
expect_said "java=$root/usr/lib/jvm/jre-21/bin/java"
end

begin 'neither_sources_nor_jars_is_said'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
cp "$launcher" "$case_dir/tidemark"
run "$case_dir/tidemark" demo
expect_status 1
expect_said 'is not whole'
end

begin 'arguments_stay_whole_and_the_status_is_the_programs'
jdk "$root/usr/lib/jvm/jdk-21" 21.0.5
maven 3.8.7
java_status=7
# shellcheck disable=SC2016 # meant literally
launch 'two words' '*' '$HOME'
expect_status 7
expect_said 'argument=two words'
expect_said 'argument=*'
# shellcheck disable=SC2016 # meant literally
expect_said 'argument=$HOME'
end

begin 'native_access_is_granted_from_22_on_only'
jdk "$root/usr/lib/jvm/jdk" 21.0.5
maven 3.8.7
launch demo
expect_not_said 'native-access'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
launch demo
expect_said 'argument=--enable-native-access=ALL-UNNAMED'
end

begin 'options_for_the_jvm_win'
jdk "$root/usr/lib/jvm/jdk" 21.0.5
maven 3.8.7
launch demo
expect_said 'argument=-XX:+UseSerialGC'
java_opts='-Xmx2g -XX:+UseZGC'
launch demo
expect_said 'argument=-Xmx512m
argument=-Xmx2g'
expect_not_said 'SerialGC'
end

begin 'a_plan_starts_quickly'
jdk "$root/usr/lib/jvm/jdk" 21.0.5
maven 3.8.7
launch demo
expect_not_said 'TieredStopAtLevel'
launch plan openssl
expect_said 'argument=-XX:TieredStopAtLevel=1'
java_opts='-XX:TieredStopAtLevel=4'
launch plan openssl
expect_said 'argument=-XX:TieredStopAtLevel=4'
end

begin 'what_a_build_wrote_down_of_its_start_all_commands_use'
jdk "$root/usr/lib/jvm/jdk" 21.0.5
maven 3.8.7
launch demo
expect_not_said 'SharedArchiveFile'
expect_not_said 'Xlog'
echo classes >"$checkout/tidemark-cli/target/start-21.cds"
launch demo
expect_said "argument=-XX:SharedArchiveFile=$checkout/tidemark-cli/target/start-21.cds"
expect_said 'argument=-Xlog:cds*=off'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
launch demo
expect_not_said 'SharedArchiveFile'
echo classes >"$checkout/tidemark-cli/target/start-25.aot"
launch demo
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/start-25.aot"
mkdir -p "$case_dir/opt/lib"
cp "$launcher" "$case_dir/opt/tidemark"
touch "$case_dir/opt/lib/tidemark-cli.jar"
run "$case_dir/opt/tidemark" plan openssl
expect_not_said 'AOTCache'
mkdir -p "$case_dir/opt/samples"
touch "$case_dir/opt/samples/nixpkgs-17.09.jsonl.zst"
run "$case_dir/opt/tidemark" plan openssl
expect_said "argument=-XX:AOTCache=$case_dir/opt/start-25.aot"
end

begin 'a_build_rehearses_the_start'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
maven 3.8.7
mkdir -p "$checkout/samples"
touch "$checkout/samples/nixpkgs-17.09.jsonl.zst"
launch demo
expect_status 0
expect_not_said 'Rehearsal'
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/start-25.aot"
end

begin 'what_others_built_is_rehearsed_too_once'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
maven 3.8.7
mkdir -p "$checkout/samples"
touch "$checkout/samples/nixpkgs-17.09.jsonl.zst"
launch demo
archive=$checkout/tidemark-cli/target/start-25.aot
echo kept >"$archive"
launch demo
[ "$(cat "$archive")" = kept ] || blame 'rehearsed what was rehearsed'
touch -t 202001010000 "$archive"
launch demo
[ "$(cat "$archive")" = rehearsed ] || blame 'did not rehearse another build'
mkdir "$checkout/tidemark-cli/target/rehearsal.lock"
echo $$ >"$checkout/tidemark-cli/target/rehearsal.lock/pid"
touch -t 202001010000 "$archive"
echo kept >>"$archive"
touch -t 202001010000 "$archive"
launch demo
expect_status 0
[ "$(tail -n 1 "$archive")" = kept ] || blame 'rehearsed beside another'
expect_not_said 'AOTCache'
end

begin 'a_rehearsal_that_fails_leaves_a_program_without_an_archive'
jdk "$root/usr/lib/jvm/jdk" 21.0.5
maven 3.8.7
mkdir -p "$checkout/samples"
touch "$checkout/samples/nixpkgs-17.09.jsonl.zst"
java_status=1
launch demo
expect_status 1
expect_said 'argument=demo'
expect_not_said 'SharedArchiveFile'
[ ! -e "$checkout/tidemark-cli/target/start-21.cds.part" ] || blame 'left what was half written'
[ ! -s "$checkout/tidemark-cli/target/start-21.cds" ] || blame 'left what is no archive'
launch demo
expect_not_said 'SharedArchiveFile'
end

begin 'a_service_rehearses_services_and_starts_from_that'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
maven 3.8.7
launch planner -Dfarm.brokers=somewhere:9092
expect_status 0
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/services-25.aot"
expect_said 'argument=planner'
[ "$(cat "$checkout/tidemark-cli/target/services-25.aot")" = rehearsed ] || blame 'did not rehearse services'
[ ! -e "$checkout/tidemark-cli/target/rehearsal.lock" ] || blame 'left the stage'
echo kept >"$checkout/tidemark-cli/target/services-25.aot"
launch notifier -Dfarm.brokers=somewhere:9092
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/services-25.aot"
[ "$(cat "$checkout/tidemark-cli/target/services-25.aot")" = kept ] || blame 'rehearsed what was rehearsed'
end

begin 'a_farm_in_one_process_starts_from_what_services_rehearsed_and_commands_do_not'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
maven 3.8.7
mkdir -p "$checkout/samples"
touch "$checkout/samples/nixpkgs-17.09.jsonl.zst"
launch demo
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/start-25.aot"
[ ! -e "$checkout/tidemark-cli/target/services-25.aot" ] || blame 'a first minute waited for a rehearsal of services'
echo classes >"$checkout/tidemark-cli/target/services-25.aot"
launch up
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/services-25.aot"
touch -t 202001010000 "$checkout/tidemark-cli/target/services-25.aot"
launch up
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/start-25.aot"
launch agent -Dname=one
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/start-25.aot"
expect_said 'argument=-Xms16m'
launch agent list
expect_not_said 'argument=-Xms16m'
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/start-25.aot"
launch planner --help
expect_said "argument=-XX:AOTCache=$checkout/tidemark-cli/target/start-25.aot"
end

begin 'a_service_asks_for_huge_pages_where_the_kernel_has_them'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
maven 3.8.7
launch planner
expect_not_said 'argument=-XX:+UseTransparentHugePages'
mkdir -p "$root/sys/kernel/mm/transparent_hugepage"
echo 'always madvise [never]' >"$root/sys/kernel/mm/transparent_hugepage/enabled"
launch planner
expect_not_said 'argument=-XX:+UseTransparentHugePages'
for given in 'always [madvise] never' '[always] madvise never'; do
  echo "$given" >"$root/sys/kernel/mm/transparent_hugepage/enabled"
  launch planner
  expect_said 'argument=-XX:+UseTransparentHugePages'
done
launch up
expect_said 'argument=-XX:+UseTransparentHugePages'
launch agent -Dname=one
expect_not_said 'argument=-XX:+UseTransparentHugePages'
launch doctor
expect_not_said 'argument=-XX:+UseTransparentHugePages'
end

begin 'names_of_files_are_utf_8_whatever_the_locale'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
maven 3.8.7
launch doctor
expect_said 'locale=C.UTF-8'
for characters in ANSI_X3.4-1968 ISO-8859-1 UTF-8; do
  printf '#!/bin/sh\n[ "$*" = charmap ] && echo %s\n' "$characters" >"$bin/locale"
  chmod +x "$bin/locale"
  launch doctor
  case $characters in
    UTF-8) expect_not_said 'locale=C' ;;
    *) expect_said 'locale=C.UTF-8' ;;
  esac
done
end

user_of_systemd() { # user_of_systemd NUMBER: who is called ada, and whom a systemd serves that only pretends
  # shellcheck disable=SC2016 # for the other shell
  printf '#!/bin/sh\nif [ "$1" = -un ]; then echo ada; else echo %s; fi\n' "$1" >"$bin/id"
  cat >"$bin/systemd-run" <<'RUN'
#!/bin/sh
[ ! -e "${0%/*}/refuses" ] || exit 1
words=''
while [ "$1" != -- ]; do words="$words $1"; shift; done
shift
echo "scope=$words, at $XDG_RUNTIME_DIR"
exec "$@"
RUN
  chmod +x "$bin/id" "$bin/systemd-run"
  mkdir -p "$root/proc/self" "$root/var/lib/systemd/linger" "$root/sys/fs/cgroup/user.slice/session-3.scope"
  echo '0::/user.slice/session-3.scope' >"$root/proc/self/cgroup"
  printf '17\n18\n' >"$root/sys/fs/cgroup/user.slice/session-3.scope/cgroup.procs"
  : >"$root/var/lib/systemd/linger/ada"
}

begin 'an_agent_gets_a_control_group_from_the_systemd_of_its_user'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
maven 3.8.7
user_of_systemd 1000
java_status=7
launch agent -Dname=one
expect_status 7
expect_said 'scope= --user --scope --quiet --collect -p Delegate=yes, at /run/user/1000'
expect_said 'argument=-Dname=one'
for other in 'agent --help' 'agent list' planner; do
  # shellcheck disable=SC2086 # words
  launch $other
  expect_not_said 'scope='
done
end

for without in linger systemd-run an-answer number group-of-others wish; do
  begin "an_agent_is_started_as_it_is_without_$without"
  jdk "$root/usr/lib/jvm/jdk" 25.0.1
  maven 3.8.7
  user_of_systemd 1000
  case $without in
    linger) rm "$root/var/lib/systemd/linger/ada" ;;
    systemd-run) rm "$bin/systemd-run" ;;
    an-answer) : >"$bin/refuses" ;;
    number) user_of_systemd 0 ;;
    group-of-others) echo 17 >"$root/sys/fs/cgroup/user.slice/session-3.scope/cgroup.procs" ;;
    wish) scope=no ;;
  esac
  launch agent -Dname=one
  expect_status 0
  expect_not_said 'scope='
  expect_said 'argument=-Dname=one'
  end
done

begin 'an_interrupted_rehearsal_leaves_nothing'
jdk "$root/usr/lib/jvm/jdk" 25.0.1
maven 3.8.7
mkfifo "$case_dir/pid"
cat >"$root/usr/lib/jvm/jdk/bin/java" <<JAVA
#!/bin/sh
case "\$*" in *ServiceRehearsal*) echo \$\$ >"$case_dir/pid"; exec sleep 60 ;; esac
JAVA
launch_in_background planner
read -r rehearsing <"$case_dir/pid"
terminate
expect_status 130
! kill -0 "$rehearsing" 2>/dev/null || blame 'the rehearsal is still running'
[ ! -e "$checkout/tidemark-cli/target/rehearsal.lock" ] || blame 'left the stage'
[ ! -e "$checkout/tidemark-cli/target/services-25.aot" ] || blame 'left an archive'
[ ! -e "$checkout/tidemark-cli/target/services-25.aot.part" ] || blame 'left what was half written'
end

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
