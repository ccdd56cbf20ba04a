package dev.tidemark.agent;

import dev.tidemark.agent.attempt.HoldBack;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.gpu.GpuConfig;
import dev.tidemark.agent.nix.NixConfig;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.StatusSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an agent is told. The keys, with their defaults and what they mean: {@code agent.conf} beside this class.
 *
 * @param farm brokers and registry
 * @param status where it says how it is
 * @param name its name; empty for this machine's
 * @param system what it builds for; empty for what this machine is
 * @param trust the label of its trust domain
 * @param slots how many builds it runs at once; 0 for one a processor
 * @param features that it offers
 * @param sets folder of each set that it can build
 * @param artifacts folder of the artifact stores
 * @param work folder for attempts
 * @param state folder where it keeps its key
 * @param limits of one build
 * @param nix how it uses Nix, where it has Nix sets
 * @param gpu how it uses GPUs
 * @param sandbox what recipes see of the machine
 * @param hold from where on it wants nothing new
 * @param drain how long it finishes what it runs when it is told to end
 * @param beat how often it says that it lives
 */
public record AgentSettings(
        FarmSettings farm,
        StatusSettings status,
        String name,
        String system,
        String trust,
        int slots,
        List<String> features,
        Map<String, Path> sets,
        Path artifacts,
        Path work,
        Path state,
        Limits limits,
        NixConfig nix,
        GpuConfig gpu,
        SandboxSettings sandbox,
        HoldBack.Limits hold,
        Duration drain,
        Duration beat) {

    /** The same for other brokers and sets, with further features. */
    public AgentSettings of(FarmSettings others, Map<String, Path> otherSets, List<String> more) {
        List<String> all =
                Stream.concat(features.stream(), more.stream()).distinct().toList();
        return new AgentSettings(
                others, status, name, system, trust, slots, all, otherSets, artifacts, work, state, limits, nix, gpu,
                sandbox, hold, drain, beat);
    }

    AgentConfig config() {
        return new AgentConfig(
                name.isEmpty() ? AgentConfig.hostName() : name,
                new Pool(system.isEmpty() ? thisSystem() : system, TrustDomain.ofLabel(trust)),
                slots == 0 ? Runtime.getRuntime().availableProcessors() : slots,
                features,
                sets,
                artifacts.toAbsolutePath(),
                work.toAbsolutePath(),
                limits,
                nix,
                gpu,
                List.of(),
                sandbox,
                hold,
                drain,
                beat);
    }

    /** What this machine is, as Nix names systems: {@code x86_64-linux}. */
    public static String thisSystem() {
        String machine = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "arm64", "aarch64" -> "aarch64";
            case String other -> other.replaceAll("[^A-Za-z0-9_]", "_");
        };
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return machine + "-" + (os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : "unix");
    }
}
