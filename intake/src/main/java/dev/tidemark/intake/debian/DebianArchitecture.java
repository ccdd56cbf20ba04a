package dev.tidemark.intake.debian;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** An architecture of Debian's with the system that it is elsewhere, and the wildcards that mean it (deb-src-control(5)). */
enum DebianArchitecture {
    AMD64("amd64", "gnu", "amd64", "x86_64-linux"),
    ARM64("arm64", "gnu", "arm64", "aarch64-linux"),
    I386("i386", "gnu", "i386", "i686-linux"),
    ARMHF("armhf", "gnueabihf", "arm", "armv7l-linux"),
    ARMEL("armel", "gnueabi", "arm", "armv5tel-linux armv6l-linux"),
    RISCV64("riscv64", "gnu", "riscv64", "riscv64-linux"),
    PPC64EL("ppc64el", "gnu", "ppc64el", "powerpc64le-linux ppc64le-linux"),
    S390X("s390x", "gnu", "s390x", "s390x-linux");

    private static final String ANY = "any";

    private final String debianName;
    private final String libc;
    private final String cpu;
    /** Parted by blanks. */
    private final String systems;

    DebianArchitecture(String debianName, String libc, String cpu, String systems) {
        this.debianName = debianName;
        this.libc = libc;
        this.cpu = cpu;
        this.systems = systems;
    }

    /** @throws IllegalArgumentException when Debian builds for no such system; the message names those that it knows */
    static DebianArchitecture of(String system) {
        return Arrays.stream(values())
                .filter(architecture -> architecture.systems().contains(system))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"%s\" is no system that Debian is read for: use one of %s".formatted(system, known())));
    }

    private static String known() {
        return Arrays.stream(values())
                .flatMap(architecture -> architecture.systems().stream())
                .collect(Collectors.joining(", "));
    }

    private List<String> systems() {
        return List.of(systems.split(" ", -1));
    }

    /** As Debian writes it, such as {@code amd64}. */
    String debianName() {
        return debianName;
    }

    /** @param names as in the field Architecture; {@code all} builds everywhere */
    boolean builds(List<String> names) {
        return names.stream().anyMatch(name -> name.equals("all") || is(name));
    }

    /**
     * A restriction list such as {@code amd64 arm64} or {@code !hurd-any}: the first name that decides does, as in dpkg's
     * {@code debarch_is_concerned}.
     *
     * @param names empty when there is no restriction
     */
    boolean isAmong(List<String> names) {
        boolean among = names.isEmpty();
        for (String name : names) {
            if (!name.startsWith("!")) {
                if (is(name)) {
                    return true;
                }
            } else if (is(name.substring(1))) {
                return false;
            } else {
                among = true;
            }
        }
        return among;
    }

    /** Whether it is meant by a name or a wildcard, {@code linux-any}, {@code any-amd64}, {@code gnu-linux-any}. */
    private boolean is(String name) {
        if (name.equals(debianName) || name.equals(ANY)) {
            return true;
        }
        String[] parts = name.split("-", -1);
        int last = parts.length - 1;
        return (parts.length == 2 || parts.length == 3)
                && name.contains(ANY)
                && means(parts[last], cpu)
                && means(parts[last - 1], "linux")
                && (last == 1 || means(parts[0], libc) || means(parts[0], "gnu"));
    }

    private static boolean means(String part, String value) {
        return part.equals(ANY) || part.equals(value);
    }
}
