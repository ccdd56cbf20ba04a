package dev.tidemark.cli.doctor;

import dev.tidemark.cli.doctor.Surroundings.Ran;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What agents build with: a sandbox, memory limits, Nix, GPUs. */
final class Builders {

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?");
    /** Of each series the first without the known escapes from the sandbox; of older series none is. */
    private static final Map<Integer, Integer> SAFE_NIX = Map.of(28, 6, 29, 3, 30, 4, 31, 4, 32, 7, 33, 4, 34, 5);

    private static final int NEWEST_SERIES = 34;

    private final Surroundings machine;

    Builders(Surroundings machine) {
        this.machine = machine;
    }

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(sandbox());
        findings.add(limits());
        findings.add(nix());
        findings.add(gpu());
        return findings;
    }

    private Finding sandbox() {
        Optional<Ran> version = machine.run("bwrap", "--version");
        if (version.isEmpty()) {
            return Finding.missing(
                    "sandbox",
                    "no bubblewrap (bwrap): recipes of command sets would run as the agent's user, with all that it"
                            + " may do",
                    "Debian: apt-get install bubblewrap");
        }
        Optional<Ran> tried = machine.run("bwrap", "--ro-bind", "/", "/", "--unshare-all", "true");
        if (tried.filter(Ran::isWell).isPresent()) {
            return Finding.ok("sandbox", version.get().firstLine() + ", and it works for this user");
        }
        return Finding.missing(
                "sandbox",
                "%s does not work for this user (%s)"
                        .formatted(
                                version.get().firstLine(),
                                tried.map(Ran::firstLine).orElse("it does not end")),
                namespaces());
    }

    /** Why a user may not make namespaces of their own. */
    private String namespaces() {
        if (is("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1")) {
            return "AppArmor forbids user namespaces: sysctl kernel.apparmor_restrict_unprivileged_userns=0, or give"
                    + " bwrap a profile";
        }
        if (is("/proc/sys/kernel/unprivileged_userns_clone", "0")) {
            return "the kernel forbids user namespaces: sysctl kernel.unprivileged_userns_clone=1";
        }
        if (is("/proc/sys/user/max_user_namespaces", "0")) {
            return "the kernel allows no user namespaces: sysctl user.max_user_namespaces=15000";
        }
        return "in a container, run it with --security-opt seccomp=unconfined, or on the host";
    }

    private boolean is(String file, String value) {
        return machine.read(file).map(String::strip).filter(value::equals).isPresent();
    }

    private Finding limits() {
        if (!machine.exists("/sys/fs/cgroup/cgroup.controllers")) {
            return Finding.missing(
                    "memory limits",
                    "no cgroups of version 2: what a build takes of memory is measured, not limited",
                    "boot with systemd.unified_cgroup_hierarchy=1");
        }
        return machine.isWritable("/sys/fs/cgroup/cgroup.procs")
                ? Finding.ok("memory limits", "cgroups of version 2, which this user may use")
                : Finding.missing(
                        "memory limits",
                        "this user has no cgroup of its own: what a build takes of memory is measured, not limited",
                        "run agents by systemd with Delegate=yes (deploy/systemd)");
    }

    Finding nix() {
        Optional<Ran> version = machine.run("nix-store", "--version");
        if (version.filter(Ran::isWell).isEmpty()) {
            return Finding.missing(
                    "Nix",
                    "not found: Nix sets can be neither evaluated nor built here",
                    "Debian: apt-get install nix-bin; elsewhere https://nixos.org/download");
        }
        // Warnings may come before it.
        String found = version.get()
                .said()
                .lines()
                .filter(line -> line.contains("(Nix)"))
                .findFirst()
                .orElse("Nix");
        Optional<Ran> evaluates = machine.run("nix-instantiate", "--eval", "-E", "1 + 1");
        if (evaluates.filter(Ran::isWell).isEmpty()) {
            return Finding.missing(
                    "Nix",
                    "%s does not evaluate (%s)"
                            .formatted(found, evaluates.map(Ran::firstLine).orElse("it does not end")),
                    "as root without a daemon: \"build-users-group =\" and \"substituters =\" in nix.conf, both empty");
        }
        return isSafe(found)
                ? Finding.ok("Nix", found)
                : new Finding(
                        "Nix",
                        Finding.Grade.OK,
                        found + ", of which ways out of its sandbox are known: for sets that you trust",
                        Optional.of(
                                "for others Nix 2.34.5 or newer; an agent takes those that its nix.trusted-sets names"));
    }

    private static boolean isSafe(String text) {
        Matcher version = VERSION.matcher(text);
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        int series = Integer.parseInt(version.group(2));
        int patch = version.group(3) == null ? 0 : Integer.parseInt(version.group(3));
        if (major != 2) {
            return major > 2;
        }
        return series > NEWEST_SERIES || patch >= SAFE_NIX.getOrDefault(series, Integer.MAX_VALUE);
    }

    private Finding gpu() {
        Optional<Ran> nvidia =
                machine.run("nvidia-smi", "--query-gpu=name,compute_cap,memory.total", "--format=csv,noheader");
        if (nvidia.filter(Ran::isWell).isPresent()) {
            return Finding.ok(
                    "GPU", String.join("; ", nvidia.get().said().lines().toList()));
        }
        if (nvidia.isPresent()) {
            return Finding.missing(
                    "GPU",
                    "nvidia-smi fails (%s): jobs with the feature gpu would fail here"
                            .formatted(nvidia.get().firstLine()),
                    "mend the driver before the agent offers gpu");
        }
        return machine.exists("/dev/kfd")
                ? Finding.ok("GPU", "one of AMD's (/dev/kfd); name its features in the agent's config")
                : Finding.missing(
                        "GPU",
                        "none: jobs with the feature gpu need another agent",
                        "nothing to do, unless there is one");
    }
}
