package dev.tidemark.cli.doctor;

import dev.tidemark.cli.doctor.Surroundings.Ran;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at everything that a farm, or an agent, may want of a machine. */
public final class Doctor {

    private static final double GIB = 1L << 30;
    private static final long LEAST_SPACE_BYTES = 1L << 30;
    private static final long GOOD_SPACE_BYTES = 10L << 30;
    private static final long LEAST_MEMORY_KIB = 1L << 20;
    private static final long LEAST_FILES = 4096;
    private static final int OLDEST_JAVA = 21;
    private static final Pattern MEMORY = Pattern.compile("(MemTotal|MemAvailable):\\s+(\\d+) kB");
    private static final Pattern FILES = Pattern.compile("Max open files\\s+(\\d+|unlimited)\\s+(\\d+|unlimited)");

    private final Surroundings machine;
    private final Path data;
    private final int port;

    /**
     * @param data where a farm would keep what it has
     * @param port where its broker would listen
     */
    public Doctor(Surroundings machine, Path data, int port) {
        this.machine = machine;
        this.data = data;
        this.port = port;
    }

    /** What it finds, the essential things first. */
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(shell());
        findings.add(memory());
        findings.add(disk());
        findings.add(files());
        findings.add(port());
        findings.addAll(new Builders(machine).look());
        findings.add(docker());
        return List.copyOf(findings);
    }

    /** What a machine has to build Nix sets with. */
    public static Finding nix(Surroundings machine) {
        return new Builders(machine).nix();
    }

    private Finding java() {
        String release = machine.property("java.specification.version");
        String found = "Java %s (%s) in %s"
                .formatted(
                        machine.property("java.version"),
                        machine.property("java.vendor"),
                        machine.property("java.home"));
        if (release.matches("\\d+") && Integer.parseInt(release) < OLDEST_JAVA) {
            return Finding.bad("JDK", found, "install a JDK 21 or newer and name it in TIDEMARK_JAVA_HOME");
        }
        return machine.exists(machine.property("java.home") + "/bin/javac")
                ? Finding.ok("JDK", found)
                : Finding.missing(
                        "JDK",
                        found + " is a JRE: it runs everything, but cannot build Tidemark nor the bundled set",
                        "install a JDK 21 or newer and name it in TIDEMARK_JAVA_HOME");
    }

    private Finding shell() {
        return machine.run("/bin/sh", "-c", "echo ok").filter(Ran::isWell).isPresent()
                ? Finding.ok("shell", "/bin/sh, which recipes of command sets are run by")
                : Finding.bad("shell", "/bin/sh does not run", "recipes of command sets need it: install one");
    }

    private Finding memory() {
        long total = kib("MemTotal");
        long available = kib("MemAvailable");
        String found = "%d processors, %.1f GiB of memory, %.1f of it available"
                .formatted(machine.processors(), total * 1024 / GIB, available * 1024 / GIB);
        if (total == 0) {
            return Finding.ok("machine", machine.processors() + " processors");
        }
        return available >= LEAST_MEMORY_KIB
                ? Finding.ok("machine", found)
                : Finding.bad(
                        "machine", found, "a farm takes 0.6 GiB, and every build what it takes: end something else");
    }

    private long kib(String which) {
        Matcher lines = MEMORY.matcher(machine.read("/proc/meminfo").orElse(""));
        while (lines.find()) {
            if (lines.group(1).equals(which)) {
                return Long.parseLong(lines.group(2));
            }
        }
        return 0;
    }

    private Finding disk() {
        Optional<Long> left = machine.spaceLeft(data);
        if (left.isEmpty()) {
            return Finding.missing(
                    "disk", "nobody can tell what is left in " + data, "choose another folder with --data");
        }
        String found = "%.1f GiB left where %s is".formatted(left.get() / GIB, data);
        if (left.get() < LEAST_SPACE_BYTES) {
            return Finding.bad("disk", found, "make room there, or choose another folder with --data");
        }
        return left.get() < GOOD_SPACE_BYTES
                ? Finding.missing(
                        "disk",
                        found + ": enough for the demo, little for a farm that keeps artifacts",
                        "choose another folder with --data")
                : Finding.ok("disk", found);
    }

    private Finding files() {
        Matcher limits = FILES.matcher(machine.read("/proc/self/limits").orElse(""));
        if (!limits.find() || limits.group(2).equals("unlimited")) {
            return Finding.ok("open files", "no limit is known");
        }
        long most = Long.parseLong(limits.group(2));
        return most >= LEAST_FILES
                ? Finding.ok("open files", "%,d at most".formatted(most))
                : Finding.bad(
                        "open files",
                        "%,d at most, and a broker needs %,d".formatted(most, LEAST_FILES),
                        "raise the limit: ulimit -Hn %d, or LimitNOFILE of the service".formatted(LEAST_FILES));
    }

    private Finding port() {
        return machine.isFree(port)
                ? Finding.ok("port", "%d of loopback is free".formatted(port))
                : Finding.missing(
                        "port",
                        "%d of loopback is taken, by a farm that is up perhaps: tidemark wave list would tell"
                                .formatted(port),
                        "tidemark up --port N, and --farm 127.0.0.1:N for every other command; the demo takes another"
                                + " by itself");
    }

    private Finding docker() {
        Optional<Ran> server = machine.run("docker", "version", "--format", "{{.Server.Version}}");
        if (server.filter(Ran::isWell).isPresent()) {
            return Finding.ok(
                    "containers", "an engine answers: Docker " + server.get().firstLine());
        }
        return Finding.missing(
                "containers",
                server.isEmpty()
                        ? "no docker on the PATH; needed for images and the compose file alone"
                        : "no engine answers (%s); needed for images and the compose file alone"
                                .formatted(server.get().firstLine()),
                server.isEmpty()
                        ? "Debian: apt-get install docker.io docker-compose"
                        : "start it: systemctl start docker, and be of the group docker");
    }
}
