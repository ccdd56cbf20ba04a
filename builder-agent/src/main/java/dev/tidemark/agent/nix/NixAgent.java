package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.build.Workshop;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.prepare.PreparationFailedException;
import dev.tidemark.agent.prepare.Workspaces;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Limiter;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.nix.SetEvaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** This machine's Nix, looked at once and found fit to evaluate and to build. */
public final class NixAgent {

    /** How long Nix may take to end what it has started, be it that it builds what it evaluates: killed, it leaves that behind. */
    public static final Duration GRACE = NixPrograms.GRACE;

    private static final Pattern GOT = Pattern.compile("got:\\s*(sha256-[A-Za-z0-9+/]{43}=)");
    /** What a daemon says to somebody whose settings it ignores. */
    private static final Pattern UNTRUSTED =
            Pattern.compile("not a trusted user|restricted setting|not in 'trusted-users'");

    private static final int MOST_PROCESSES = 1 << 15;
    private static final CancelSignal NEVER = new CancelSignal();

    private final Setting setting;
    private final NixPrograms programs;
    private final FarmCaches caches;
    private final SetEvaluator evaluator;
    private final Path secretKey;
    private final String storeFolder;
    private final boolean buildsHere;
    private final NixVersion version;
    private final NixStore store;
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    /**
     * Where an agent works.
     *
     * @param config how Nix is to be used
     * @param name the agent's
     * @param work for its files; no other agent may use it
     * @param own the domain that it builds in
     * @param programs how Nix is run that evaluates; they have their {@link #GRACE}
     * @param stores of manifests, by the domains that it may read
     * @param artifacts folder of the artifact stores, with one folder a domain
     * @param tags makes one {@code NAME=value} after another, for the environments of programs: the agent's next life ends what has one
     * @param limiter what holds builds to their limits; stays open
     */
    public record Setting(
            NixConfig config,
            String name,
            Path work,
            TrustDomain own,
            Programs programs,
            Map<TrustDomain, ArtifactStore> stores,
            Path artifacts,
            Supplier<String> tags,
            Limiter limiter) {}

    private NixAgent(Setting setting, Supervisor supervisor, NixVersion version)
            throws NixUnusableException, IOException, InterruptedException {
        this.setting = setting;
        this.version = version;
        Map<TrustDomain, FarmCaches.Domain> domains = new EnumMap<>(TrustDomain.class);
        setting.stores()
                .forEach((domain, store) -> domains.put(
                        domain, FarmCaches.Domain.in(store, setting.artifacts().resolve(domain.label()))));
        this.caches = new FarmCaches(setting.own(), domains);
        Files.createDirectories(setting.work());
        this.secretKey = setting.config().secretKey().isEmpty()
                ? setting.work().resolve("nix-key.secret")
                : Path.of(setting.config().secretKey());
        List<String> trusted = new ArrayList<>();
        trusted.add(publicKey());
        this.programs = new NixPrograms(
                supervisor, setting.work(), setting.config().building(caches.readable(), trusted), setting.tags());
        this.evaluator = new SetEvaluator(NixSettings.of(
                        setting.config().evaluating(),
                        physicalStore(),
                        setting.config().evaluation().time())
                .with(new EnclosedPrograms(setting.programs(), setting.limiter(), evaluating())));
        this.storeFolder = asked(List.of("nix-instantiate", "--eval", "--expr", "builtins.storeDir"))
                .replace("\"", "");
        this.buildsHere = buildsHere();
        this.store = new NixStore(programs, version, buildsHere);
        probe();
        claim();
    }

    /** Its processes and files are as many and as long as they are: a set has no more of them for wanting to. */
    private Allowance evaluating() {
        return new Allowance(setting.config().evaluation().memoryBytes(), MOST_PROCESSES, Long.MAX_VALUE);
    }

    /** Whether builders are run by the program that is asked to, and not by a daemon. Where Nix does not say, they may not be. */
    private boolean buildsHere() throws IOException, InterruptedException {
        return programs
                .run(NEVER, List.of("nix", "--extra-experimental-features", "nix-command", "store", "ping"))
                .said()
                .infos()
                .stream()
                .anyMatch(line -> line.startsWith("Store URL: local") || line.startsWith("Store URL: /"));
    }

    /** Takes away folders of builds that an earlier life has left, whose links keep what they lead to from the garbage collector. */
    public static void clear(Path work) throws IOException {
        Workshop.clear(work, NixExecutor.BUILD);
    }

    /**
     * Looks at this machine's Nix: its release, whether it trusts this user, and whether it can build in a sandbox.
     *
     * @throws NixUnusableException when it cannot be used so, with the next step
     */
    public static NixAgent open(Setting setting, Supervisor supervisor)
            throws NixUnusableException, IOException, InterruptedException {
        Files.createDirectories(setting.work());
        NixVersion version;
        try {
            NixPrograms.Ended said = new NixPrograms(supervisor, setting.work(), Map.of(), setting.tags())
                    .run(NEVER, List.of("nix-store", "--version"));
            version = NixVersion.in(String.join(" ", said.said().printed()))
                    .orElseThrow(() -> new NixUnusableException(
                            "nix-store is not on the PATH: install Nix (on Debian the package nix-bin), or"
                                    + " take the Nix sets away from the agent"));
        } catch (IOException e) {
            throw new NixUnusableException("Nix cannot be run (%s): install it".formatted(e.getMessage()), e);
        }
        if (version.compareTo(NixVersion.OLDEST) < 0) {
            throw new NixUnusableException(
                    "Nix %s is too old: install %s or a later one".formatted(version, NixVersion.OLDEST));
        }
        return new NixAgent(setting, supervisor, version);
    }

    /** The public key of a secret one, which is made first where there is none. */
    private String publicKey() throws NixUnusableException, IOException {
        if (setting.config().secretKey().isEmpty() && !Files.exists(secretKey)) {
            NixKey made =
                    NixKey.generate("tidemark-%s-%s-1".formatted(setting.own().label(), setting.name()));
            made.write(secretKey);
            Files.writeString(setting.work().resolve("nix-key.public"), made.publicKey());
        }
        if (!Files.isReadable(secretKey)) {
            throw new NixUnusableException(
                    "the key %s cannot be read: make one with nix-store --generate-binary-cache-key, or leave nix.secret-key out"
                            .formatted(secretKey));
        }
        return new NixKey(Files.readString(secretKey).strip()).publicKey();
    }

    private String asked(List<String> words) throws NixUnusableException, IOException, InterruptedException {
        NixPrograms.Ended ended = programs.run(NEVER, words);
        if (!ended.well()) {
            throw new NixUnusableException(
                    "Nix cannot use its store (%s): look at the agent's nix.store and who may write there"
                            .formatted(ended.reason()));
        }
        return String.join("", ended.said().printed());
    }

    /** One store serves one trust domain: whoever builds in it can read all that is in it. */
    private void claim() throws NixUnusableException, IOException, InterruptedException {
        StoreDomain domain = new StoreDomain(programs, setting.own());
        Optional<TrustDomain> other = domain.claim(setting.work().resolve("trust-domain"));
        if (other.isPresent()) {
            throw new NixUnusableException(
                    "the Nix store is one that agents of the domain %s build in: give this agent of the domain %s one of its own with nix.store; or, where none of the others builds in it any more, take their work folders away and delete what is left in the store with nix-store --gc"
                            .formatted(other.get().label(), setting.own().label()));
        }
    }

    /** Where the store's files lie when that is not where their paths say. */
    private Optional<Path> physicalStore() {
        Matcher root =
                Pattern.compile("[?&]root=([^&]+)").matcher(setting.config().store());
        if (root.find()) {
            return Optional.of(Path.of(root.group(1), "nix", "store"));
        }
        return setting.config().store().startsWith("/")
                ? Optional.of(Path.of(setting.config().store(), "nix", "store"))
                : Optional.empty();
    }

    /** Builds something that nobody has built before, by Nix itself, in whatever a build is in. */
    private void probe() throws NixUnusableException, IOException, InterruptedException {
        String name = "tidemark-probe-" + UUID.randomUUID();
        String derivation = asked(List.of(
                "nix-instantiate",
                "--expr",
                "derivation { name = \"%s\"; system = \"builtin\"; builder = \"builtin:buildenv\"; derivations = [ ]; manifest = builtins.toFile \"manifest\" \"\"; }"
                        .formatted(name)));
        NixPrograms.Ended ended = programs.run(
                NEVER, List.of("nix-store", "--realise", derivation, "--option", "system-features", "tidemark-probe"));
        requireTrust(ended);
        if (!ended.well()) {
            throw new NixUnusableException("Nix cannot build %s: %s; %s"
                    .formatted(
                            setting.config().sandbox() ? "in a sandbox" : "here",
                            ended.reason(),
                            setting.config().sandbox()
                                    ? "allow user namespaces on this machine, or say nix.sandbox = false and give the"
                                            + " agent only sets that you trust"
                                    : "look at the agent's nix.store"));
        }
        if (!buildsHere) {
            // A daemon of 2.8 ignores settings without a word, and like all others repairs nothing for whom it does not
            // trust.
            requireTrust(programs.run(NEVER, List.of("nix-store", "--realise", derivation, "--repair")));
        }
    }

    private static void requireTrust(NixPrograms.Ended ended) throws NixUnusableException {
        Optional<String> refusal = Stream.concat(ended.said().warnings().stream(), ended.said().errors().stream())
                .filter(line -> UNTRUSTED.matcher(line).find())
                .findFirst();
        if (refusal.isPresent()) {
            throw new NixUnusableException(
                    "the Nix daemon does not trust this user (%s): add the user to trusted-users in its nix.conf and restart it, or give the agent a store of its own with nix.store"
                            .formatted(refusal.get()));
        }
    }

    /** What people should know of how this agent builds; empty when there is nothing to say. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (version.leaks()) {
            remarks.add("nix-%s-for-trusted-sets-only".formatted(version));
        }
        if (!setting.config().sandbox()) {
            remarks.add("nix-without-sandbox");
        }
        return remarks;
    }

    /**
     * Why it does not build a set: recipes could leave the sandbox of its Nix, and the set is none whose recipes are trusted.
     *
     * @return a sentence with the next step; empty when it does build it
     */
    public Optional<String> distrust(String set) {
        return version.leaks() && !setting.config().trusts(set)
                ? Optional.of(
                        "recipes can leave the sandbox of Nix %s, and nothing says that those of the set %s are trusted: install Nix %s or another release that is mended, or, where whoever can change the set may do all that the agent may, add it to nix.trusted-sets"
                                .formatted(version, set, NixVersion.NEWEST_MENDED))
                : Optional.empty();
    }

    /** What keeps its recipes away from the machine; and what holds them to their limits of memory and processes, of which Nix knows none. */
    public Abilities abilities() {
        List<String> remarks = remarks();
        return new Abilities(
                List.of(),
                remarks.isEmpty() ? "nix" : String.join(",", remarks),
                inGroup() ? "nix-cgroup" : "nix-without-memory-limit");
    }

    /** Whether all that is built is in the agent's control groups. */
    private boolean inGroup() {
        return buildsHere && setting.limiter().label().equals("cgroup");
    }

    /** Evaluates sets. */
    public SetEvaluator evaluator() {
        return evaluator;
    }

    /** Where the store's paths begin, such as {@code /nix/store}. */
    public String storeFolder() {
        return storeFolder;
    }

    /**
     * Builds packages of Nix sets.
     *
     * @param features that derivations may require
     */
    public Executor executor(
            Map<String, SetDescription> sets,
            Workspaces workspaces,
            Limits limits,
            List<String> features,
            LiveLogs live) {
        return new NixExecutor(
                new NixExecutor.Settings(
                        sets,
                        setting.work(),
                        limits,
                        0,
                        features,
                        setting.config().sandbox(),
                        secretKey,
                        live),
                new NixRoom.Limiters(
                        setting.limiter(), inGroup() ? Optional.empty() : Optional.of(Confinement.NONE.limiter())),
                workspaces,
                evaluator,
                store,
                caches,
                housekeeping(),
                physicalStore());
    }

    /** Has waves prepared with the store's recipes kept meanwhile. */
    public Executor keeping(Executor preparing) {
        return new KeptPreparation(preparing, housekeeping());
    }

    private Housekeeping housekeeping() {
        return new Housekeeping(
                store,
                physicalStore().orElse(Path.of(storeFolder)),
                setting.config().room(),
                use);
    }

    /** Fetches a source with a hash that is not its own, and is told the true one. */
    public String hashOf(String derivation, CancelSignal cancel)
            throws IOException, InterruptedException, PreparationFailedException {
        NixPrograms.Ended ended = programs.run(cancel, List.of("nix-store", "--realise", derivation));
        Matcher got = GOT.matcher(String.join("\n", ended.said().errors()));
        if (got.find()) {
            return got.group(1);
        }
        throw new PreparationFailedException(
                NixEnding.isOfStore(ended.said().errors()) ? FailureKind.AGENT_FAULT : FailureKind.FETCH_FAILED,
                "the source of the new version cannot be fetched (%s): %s"
                        .formatted(derivation.substring(derivation.lastIndexOf('/') + 1), ended.reason()));
    }
}
