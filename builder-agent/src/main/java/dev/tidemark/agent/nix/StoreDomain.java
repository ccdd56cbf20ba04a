package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose a Nix store is. It says so itself: a small file in it, whose path follows from what is in it, so that it can be looked for, is
 * kept by a root of each agent that builds in it. So it can be said through a daemon too, and goes with what the agents have built:
 * when they are gone and garbage is collected.
 */
final class StoreDomain {

    private static final CancelSignal NEVER = new CancelSignal();

    private final NixPrograms programs;
    private final TrustDomain own;

    /** @param own the domain that the store is to serve */
    StoreDomain(NixPrograms programs, TrustDomain own) {
        this.programs = programs;
        this.own = own;
    }

    /**
     * Says that the store is the domain's, unless it is another's.
     *
     * @param root a link that keeps that said; made
     * @return the other domain; empty when there is none
     */
    Optional<TrustDomain> claim(Path root) throws IOException, InterruptedException {
        Optional<TrustDomain> before = other();
        if (before.isPresent()) {
            return before;
        }
        well(List.of("nix-store", "--realise", mark(own, true), "--add-root", root.toString(), "--indirect"));
        // Of two that claim it at once, one at least sees the other.
        Optional<TrustDomain> meanwhile = other();
        if (meanwhile.isPresent()) {
            Files.delete(root);
            // Left behind it would keep the other out as well; it stays where another agent of the own domain has a
            // root.
            NixPrograms.Ended unused = programs.run(NEVER, List.of("nix-store", "--delete", mark(own, false)));
        }
        return meanwhile;
    }

    private Optional<TrustDomain> other() throws IOException, InterruptedException {
        for (TrustDomain domain : TrustDomain.values()) {
            if (domain != own
                    && programs.run(NEVER, List.of("nix-store", "--check-validity", mark(domain, false)))
                            .well()) {
                return Optional.of(domain);
            }
        }
        return Optional.empty();
    }

    /** @param made whether it is put into the store, and not only named */
    private String mark(TrustDomain domain, boolean made) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("nix-instantiate", "--eval"));
        if (made) {
            words.add("--read-write-mode");
        }
        words.addAll(List.of("--expr", "builtins.toFile \"tidemark-trust-domain\" \"%s\"".formatted(domain.label())));
        return well(words).replace("\"", "");
    }

    private String well(List<String> words) throws IOException, InterruptedException {
        NixPrograms.Ended ended = programs.run(NEVER, words);
        if (!ended.well()) {
            throw new IOException("Nix cannot say whose its store is: " + ended.reason());
        }
        return String.join("", ended.said().printed());
    }
}
