package dev.tidemark.workspace;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What programs get of this process' environment: what they need. It may hold secrets beside, and a set's expressions read whatever Nix
 * gets.
 */
public final class Inherited {

    private static final Set<String> ALL = Set.of("PATH", "HOME", "USER", "LANG", "SSL_CERT_FILE");
    /** How git comes to other machines. */
    private static final Set<String> OF_GIT = Set.of(
            "SSH_AUTH_SOCK",
            "TMPDIR",
            "XDG_CONFIG_HOME",
            "SSL_CERT_DIR",
            "CURL_CA_BUNDLE",
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "no_proxy");

    private Inherited() {}

    /** What Nix gets, whether it evaluates or builds. */
    public static SortedMap<String, String> byNix(Map<String, String> environment) {
        return of(environment, name -> ALL.contains(name) || name.startsWith("NIX_"));
    }

    /** What git gets. */
    public static SortedMap<String, String> byGit(Map<String, String> environment) {
        return of(
                environment,
                name -> ALL.contains(name)
                        || OF_GIT.contains(name)
                        || (name.endsWith("_PROXY") && OF_GIT.contains(name.toLowerCase(Locale.ROOT))));
    }

    private static SortedMap<String, String> of(Map<String, String> environment, Predicate<String> needed) {
        SortedMap<String, String> inherited = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (needed.test(name)) {
                inherited.put(name, value);
            }
        });
        return inherited;
    }
}
