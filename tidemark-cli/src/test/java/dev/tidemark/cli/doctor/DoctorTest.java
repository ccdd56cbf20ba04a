package dev.tidemark.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.doctor.Finding.Grade;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class DoctorTest {

    private final FakeMachine machine = new FakeMachine();

    @Test
    void a_machine_that_has_everything_needs_nothing() {
        assertThat(new Doctor(machine, Path.of("data"), 9292).look())
                .allSatisfy(finding ->
                        assertThat(finding.grade()).as(finding.toString()).isEqualTo(Grade.OK));
    }

    @Test
    void what_is_missing_is_named_with_what_to_do() {
        machine.programs.remove("bwrap --version");
        machine.programs.remove("nix-store --version");
        machine.programs.remove("nvidia-smi");
        machine.programs.put("docker", new Surroundings.Ran(1, "Cannot connect"));
        machine.free = false;

        expect("sandbox", Grade.MISSING, "no bubblewrap", "apt-get install bubblewrap");
        expect("Nix", Grade.MISSING, "not found", "apt-get install nix-bin");
        expect("GPU", Grade.MISSING, "none", "nothing to do");
        expect("containers", Grade.MISSING, "Cannot connect", "systemctl start docker");
        expect("port", Grade.MISSING, "taken", "--port N");
    }

    @Test
    void what_keeps_even_the_demo_from_running_is_bad() {
        machine.space = 1L << 20;
        machine.files.put("/proc/meminfo", "MemTotal: 2097152 kB\nMemAvailable: 100000 kB\n");
        machine.files.put(
                "/proc/self/limits", "Max open files            1024                 1024                 files\n");
        machine.programs.remove("/bin/sh");

        expect("disk", Grade.BAD, "0.0 GiB left", "make room");
        expect("machine", Grade.BAD, "0.1 of it available", "end something else");
        expect("open files", Grade.BAD, "1,024 at most", "ulimit -Hn 4096");
        expect("shell", Grade.BAD, "does not run", "install one");
    }

    @Test
    void a_sandbox_that_does_not_work_says_which_setting_is_in_its_way() {
        machine.programs.put(
                "bwrap --ro-bind", new Surroundings.Ran(1, "bwrap: No permissions to create new namespace"));

        expect("sandbox", Grade.MISSING, "No permissions", "in a container");
        machine.files.put("/proc/sys/user/max_user_namespaces", "0\n");
        expect("sandbox", Grade.MISSING, "No permissions", "user.max_user_namespaces");
        machine.files.put("/proc/sys/kernel/unprivileged_userns_clone", "0\n");
        expect("sandbox", Grade.MISSING, "No permissions", "unprivileged_userns_clone=1");
        machine.files.put("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
        expect("sandbox", Grade.MISSING, "No permissions", "AppArmor");
    }

    @Test
    void an_old_nix_is_for_trusted_sets() {
        for (String version : Set.of("2.8.0", "2.28.5", "2.34.4", "1.11")) {
            machine.programs.put(
                    "nix-store --version", new Surroundings.Ran(0, "warning: x\nnix-store (Nix) " + version));
            expect("Nix", Grade.OK, "nix-store (Nix) " + version + ", of which ways out", "2.34.5 or newer");
        }
        for (String version : Set.of("2.28.6", "2.34.8", "2.35.0", "3.0.0")) {
            machine.programs.put("nix-store --version", new Surroundings.Ran(0, "nix-store (Nix) " + version));
            assertThat(finding("Nix").found()).isEqualTo("nix-store (Nix) " + version);
        }
        machine.programs.put("nix-instantiate", new Surroundings.Ran(1, "error: cannot connect to daemon"));
        expect("Nix", Grade.MISSING, "does not evaluate", "build-users-group");
    }

    @Test
    void a_jre_runs_and_an_old_java_does_not() {
        machine.existing.remove("/jdk/bin/javac");
        expect("JDK", Grade.MISSING, "is a JRE", "TIDEMARK_JAVA_HOME");
        machine.properties.put("java.specification.version", "17");
        expect("JDK", Grade.BAD, "Java", "21 or newer");
    }

    private void expect(String what, Grade grade, String found, String advice) {
        Finding finding = finding(what);
        assertThat(finding.grade()).as(finding.toString()).isEqualTo(grade);
        assertThat(finding.found()).contains(found);
        assertThat(finding.advice().orElse("")).contains(advice);
    }

    private Finding finding(String what) {
        return new Doctor(machine, Path.of("data"), 9292)
                .look().stream()
                        .filter(each -> each.what().equals(what))
                        .findFirst()
                        .orElseThrow();
    }

    /** Has everything unless a test takes it away. */
    private static final class FakeMachine implements Surroundings {
        private final Map<String, Ran> programs = new TreeMap<>(Map.of(
                "/bin/sh", new Ran(0, "ok"),
                "bwrap --version", new Ran(0, "bubblewrap 0.8.0"),
                "bwrap --ro-bind", new Ran(0, ""),
                "nix-store --version", new Ran(0, "nix-store (Nix) 2.34.8"),
                "nix-instantiate", new Ran(0, "2"),
                "nvidia-smi", new Ran(0, "NVIDIA H200, 9.0, 143771 MiB"),
                "docker", new Ran(0, "27.0")));
        private final Map<String, String> files =
                new TreeMap<>(Map.of("/proc/meminfo", "MemTotal: 16777216 kB\nMemAvailable: 8388608 kB\n"));
        private final Set<String> existing = new TreeSet<>(
                Set.of("/jdk/bin/javac", "/sys/fs/cgroup/cgroup.controllers", "/sys/fs/cgroup/cgroup.procs"));
        private final Map<String, String> properties = new TreeMap<>(Map.of(
                "java.specification.version", "25",
                "java.version", "25.0.3",
                "java.vendor", "somebody",
                "java.home", "/jdk"));
        private long space = 100L << 30;
        private boolean free = true;

        @Override
        public Optional<Ran> run(String... command) {
            return Optional.ofNullable(programs.get(command[0]))
                    .or(() -> Optional.ofNullable(programs.get(command[0] + " " + command[1])));
        }

        @Override
        public Optional<String> read(String file) {
            return Optional.ofNullable(files.get(file));
        }

        @Override
        public boolean exists(String file) {
            return existing.contains(file);
        }

        @Override
        public boolean isWritable(String file) {
            return existing.contains(file);
        }

        @Override
        public String property(String name) {
            return properties.getOrDefault(name, "");
        }

        @Override
        public Optional<Long> spaceLeft(Path folder) {
            return Optional.of(space);
        }

        @Override
        public boolean isFree(int port) {
            return free;
        }

        @Override
        public int processors() {
            return 2;
        }
    }
}
