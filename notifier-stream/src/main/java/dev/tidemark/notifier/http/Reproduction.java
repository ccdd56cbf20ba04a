package dev.tidemark.notifier.http;

import dev.tidemark.notifier.letter.Links;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.Input;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.IdentityCodec;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job of a breakage was built from, so that anybody can build it again with a shell. Only what a set's own recipe builds: what is
 * built in a workspace needs the tool that made that. Only what everybody may read: neither it nor what it is built from is unfree.
 *
 * @param breakage the breakage's id
 * @param what the package
 * @param system what it was built for
 * @param version what was built of it
 * @param recipe names the archive of its recipe
 * @param inputs names the archives of its direct dependencies' outputs, by attribute
 */
record Reproduction(
        String breakage,
        PackageId what,
        String system,
        String version,
        Sha256 recipe,
        SortedMap<String, Sha256> inputs) {

    /** How it was built; empty where a shell cannot, or not everybody may. */
    static Optional<Reproduction> of(String breakage, Job job) {
        Optional<BuildSpec> built = job.getSpec();
        if (built.isEmpty() || !built.get().getWorkspace().isEmpty() || !isFree(built.get())) {
            return Optional.empty();
        }
        BuildSpec spec = built.get();
        SortedMap<String, Sha256> inputs = new TreeMap<>();
        for (Input input : spec.getInputs()) {
            PackageId named = new PackageId(spec.getSet(), input.getAttribute());
            inputs.put(named.attribute(), new Sha256(input.getOutputHash()));
        }
        return Optional.of(new Reproduction(
                breakage,
                new PackageId(spec.getSet(), spec.getAttribute()),
                spec.getSystem(),
                spec.getVersion(),
                new Sha256(spec.getRecipeDigest()),
                inputs));
    }

    /** A domain that only a newer program knows is not free. */
    private static boolean isFree(BuildSpec spec) {
        return spec.getTrust() == IdentityCodec.trust(TrustDomain.FREE)
                && spec.getInputs().stream()
                        .allMatch(input -> input.getTrust() == IdentityCodec.trust(TrustDomain.FREE));
    }

    /**
     * A script for any POSIX shell that fetches all of it from where this is served, and builds it as an agent does: the same variables,
     * folders of its own, nothing on standard input. It ends as the recipe does, and prints on its standard output what the recipe
     * prints and nothing else. It does nothing before its last line, so that one that was cut off while it was fetched builds nothing.
     */
    String script(Links links) {
        StringBuilder fetches = new StringBuilder("fetch recipe \"$folder/set\"\n");
        for (String attribute : inputs.keySet()) {
            String address =
                    URLEncoder.encode(attribute, StandardCharsets.UTF_8).replace("+", "%20");
            fetches.append("fetch inputs/%s \"$folder/deps/\"%s\n"
                    .formatted(ShellScript.quoted(address), ShellScript.quoted(attribute)));
        }
        return """
                # Builds %1$s %2$s for %8$s as it was built when %3$s was found. Needs curl and tar, and what the recipe uses.
                # Into a folder of your own: curl -fsS URL | sh -s FOLDER
                main() {
                set -eu
                folder=${1:-$(mktemp -d)}
                mkdir -p "$folder/out" "$folder/deps" "$folder/home" "$folder/tmp"
                folder=$(cd "$folder" && pwd)
                rm -f "$folder/begun"
                %4$s%5$sjava_home=${JAVA_HOME:-}
                if [ -z "$java_home" ] && command -v java >/dev/null; then
                  java_home=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
                fi
                echo "builds %1$s %2$s in $folder" >&2
                cd "$folder/set/packages/"%6$s
                status=0
                : >"$folder/begun"
                env -i version=%7$s out="$folder/out" deps="$folder/deps" lib="$folder/set/lib" \\
                  HOME="$folder/home" TMPDIR="$folder/tmp" JAVA_HOME="$java_home" \\
                  PATH="${java_home:+$java_home/bin:}/usr/bin:/bin" LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=0 \\
                  sh build </dev/null 2>&1 || status=$?
                echo "the recipe ended with status $status" >&2
                exit "$status"
                }
                main "$@"
                """.formatted(
                        ShellScript.plain(what.toString()),
                        ShellScript.plain(version),
                        ShellScript.plain(breakage),
                        ShellScript.fetching(links.reproduce(breakage, system, what.attribute())),
                        fetches,
                        ShellScript.quoted(what.attribute()),
                        ShellScript.quoted(version),
                        ShellScript.plain(system));
    }
}
