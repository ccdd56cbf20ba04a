package dev.tidemark.cli.command;

import dev.tidemark.agent.AgentSelf;
import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.AgentName;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.set.Features;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets an agent build. */
@Command(
        name = "enroll",
        aliases = "enrol",
        mixinStandardHelpOptions = true,
        description = {
            "Lets an agent build for a pool: what its key has signed counts from now on. Said again, it changes the key and the most"
                    + " that the agent may offer, and takes a revocation or a drain back.",
            "Without --key it is the agent of this machine, whose key is read, or made."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark agent enroll builder-7 --pool x86_64-linux.free --key MCowBQYDK2VwAyEA… --by ada",
            "  tidemark agent enroll --agent-config agent.conf --slots 8 --features gpu,kvm --by ada --config farm.conf"
        })
final class AgentEnrollCommand implements Callable<Integer> {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([KMGT]?)i?B?");
    private static final String UNITS = "KMGT";
    private static final int KIBI = 10;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "The agent's name; that of this machine's agent without --key.")
    private @Nullable String name;

    @Option(
            names = "--pool",
            paramLabel = "SYSTEM.DOMAIN",
            description = "The pool that it serves, such as x86_64-linux.free.")
    private @Nullable String pool;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Its public key, as tidemark agent key prints it on its machine.")
    private @Nullable String key;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "0",
            description = "The most builds at once that it may offer. Default: any number.")
    private int slots;

    @Option(
            names = "--cpus",
            paramLabel = "N",
            defaultValue = "0",
            description = "The most processors that it may say to have. Default: any number.")
    private int cpus;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "0",
            description = "The most memory, such as 64G. Default: any.")
    private String memory = "0";

    @Option(
            names = "--features",
            paramLabel = "A,B",
            split = ",",
            arity = "0..1",
            fallbackValue = "",
            description = "The features that it may offer; none with an empty list. Default: any.")
    private @Nullable List<String> features;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who decides so.")
    private String by = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason = "";

    @Mixin
    private AgentSettingsOption agent = new AgentSettingsOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Who is to be enrolled. */
    private record Enrollee(Pool pool, String name, AgentKey key) {}

    @Override
    public Integer call() throws InterruptedException {
        AgentSelf here = key == null ? agent.self() : null;
        Enrollee enrollee = Usage.checked(spec, () -> enrollee(here));
        Enrolment enrolment = Usage.checked(
                spec,
                () -> FarmEnrolments.first(
                                enrollee.pool(),
                                enrollee.name(),
                                enrollee.key(),
                                SignatureOption.checked(spec, "--by", by),
                                Clock.systemUTC().instant())
                        .setReason(reason.isEmpty() ? "" : SignatureOption.checked(spec, "--reason", reason))
                        .setSlots(atLeastNone("--slots", slots))
                        .setCpus(atLeastNone("--cpus", cpus))
                        .setMemoryBytes(bytes(memory))
                        .setFeatures(features())
                        .build());
        FarmSettings reached = farm.reached();
        FarmEnrolments.put(reached, enrolment);
        Screen.standard()
                .line("%s may build for %s with the key %s (%s). See it with: tidemark agent list"
                        .formatted(
                                enrollee.name(),
                                enrollee.pool(),
                                enrollee.key(),
                                enrollee.key().brief()));
        return ExitCodes.OK;
    }

    /** @param self this machine's agent, which is meant where no key is named */
    private Enrollee enrollee(@Nullable AgentSelf self) {
        if (self != null) {
            requireSame("the name", name, self.name());
            requireSame("the pool", pool, self.pool().toString());
            return new Enrollee(self.pool(), self.name(), self.key());
        }
        if (name == null || pool == null) {
            throw new IllegalArgumentException(
                    "Name the agent and its pool too: tidemark agent enroll NAME --pool SYSTEM.DOMAIN --key KEY --by NAME");
        }
        return new Enrollee(
                Pool.parse(pool),
                AgentName.valid(name),
                new AgentKey(Objects.requireNonNull(key, "a key is named, or it is this machine's")));
    }

    private static void requireSame(String what, @Nullable String said, String is) {
        if (said != null && !said.equals(is)) {
            throw new IllegalArgumentException(
                    "%s of this machine's agent is %s, not %s: give its --agent-config, or -D… as it is started, or for another machine's agent its --key"
                            .formatted(what, is, said));
        }
    }

    private static int atLeastNone(String option, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("%s is %d: use 0, for any number, or more".formatted(option, value));
        }
        return value;
    }

    private static long bytes(String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--memory is \"%s\": write a size such as 64G".formatted(size));
        }
        String unit = matcher.group(2);
        int shift = unit.isEmpty() ? 0 : KIBI * (1 + UNITS.indexOf(unit));
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    }

    private @Nullable List<String> features() {
        if (features == null) {
            return null;
        }
        List<String> named = features.stream()
                .filter(feature -> !feature.isEmpty())
                .distinct()
                .sorted()
                .toList();
        named.forEach(feature -> Features.problem(feature).ifPresent(problem -> {
            throw new ParameterException(spec.commandLine(), problem);
        }));
        return named;
    }
}
