package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.FeatureCodec;
import dev.tidemark.workspace.PicturedPackage;
import dev.tidemark.workspace.PicturedSource;
import dev.tidemark.workspace.SetPicture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Makes a picture of what a {@link NixReader} finds. Belongs to one thread. */
public final class PictureSink implements SetSink {

    private final List<PicturedPackage> packages = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private final Map<String, SortedMap<String, List<PicturedSource>>> sources = new HashMap<>();

    /** All that was found so far. */
    public SetPicture picture() {
        return new SetPicture(packages);
    }

    /** What was left out, and why, in the order in which it was found. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void take(Package node, SortedMap<String, String> derivations, Place place) {
        packages.add(new PicturedPackage(
                node.getAttribute(),
                node.getVersion(),
                node.getSystems(),
                node.getDependencies().stream()
                        .map(Dependency::getAttribute)
                        .distinct()
                        .sorted()
                        .toList(),
                node.getUnfree() ? TrustDomain.UNFREE : TrustDomain.FREE,
                new Sha256(node.getRecipeDigest()),
                FeatureCodec.features(node.getFeatures(), node.getGpus()),
                node.getMaintainers(),
                node.getSentinels(),
                node.getRefusals().stream().map(PictureSink::sentence).collect(Collectors.joining("; ")),
                node.getRefusals().stream().noneMatch(each -> each.getKind() == RefusalKind.EVALUATION_FAILED),
                derivations,
                sources.getOrDefault(node.getAttribute(), Collections.emptySortedMap())));
    }

    @Override
    public void sources(String attribute, SortedMap<String, List<PicturedSource>> bySystem) {
        sources.put(attribute, bySystem);
    }

    /** As a plan says it. */
    private static String sentence(Refusal refusal) {
        String what = switch (refusal.getKind()) {
            case BROKEN -> "marked as broken";
            case INSECURE -> "marked as insecure";
            case UNSUPPORTED -> "not supported";
            case EVALUATION_FAILED -> "cannot be evaluated";
            case UNKNOWN -> throw new AssertionError("a refusal is of a kind that is known here");
        };
        String reason = refusal.getReason();
        if (reason.isBlank()) {
            return what;
        }
        return reason.startsWith(what) ? reason : "%s: %s".formatted(what, reason);
    }

    @Override
    public void problem(Place place, String reason) {
        notes.add("%s: %s".formatted(place, reason));
    }

    @Override
    public void cutOff(Place place, String reason) {
        notes.add("%s: %s".formatted(place, reason));
    }

    @Override
    public void note(String what) {
        notes.add(what);
    }

    @Override
    public void progress(String what, long done, long of) {
        // Whoever wants to know watches the process.
    }
}
