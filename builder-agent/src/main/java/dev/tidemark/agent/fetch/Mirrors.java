package dev.tidemark.agent.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where else files lie, as the farm's operators say.
 *
 * @param places by the beginning of a URL: what it is replaced by, in the order in which that is tried. What begins with several is looked for
 *     by the longest of them first
 */
public record Mirrors(SortedMap<String, List<String>> places) {

    private static final List<String> FETCHED = List.of("http", "https");

    public Mirrors {
        SortedMap<String, List<String>> copy = new TreeMap<>();
        places.forEach((beginning, others) -> copy.put(beginning, List.copyOf(others)));
        places = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * What is to be tried.
     *
     * @param urls in order, each once
     * @param others whether there are places that only somebody else can fetch from, such as {@code ftp://} or {@code mirror://}
     */
    public record Tried(List<URI> urls, boolean others) {
        public Tried {
            urls = List.copyOf(urls);
        }
    }

    /** Of the URLs that a recipe has: each one's mirrors before itself. */
    public Tried of(List<String> urls) {
        List<URI> all = new ArrayList<>();
        boolean others = false;
        for (String url : urls) {
            List<String> mirrored = mirrored(url);
            boolean reached = false;
            for (String each : mirrored) {
                Optional<URI> place = fetched(each);
                reached |= place.isPresent();
                place.filter(found -> !all.contains(found)).ifPresent(all::add);
            }
            others |= !reached;
        }
        return new Tried(all, others);
    }

    private List<String> mirrored(String url) {
        List<String> all = new ArrayList<>();
        places.keySet().stream()
                .filter(url::startsWith)
                .sorted(Comparator.comparing(String::length).reversed())
                .forEach(beginning -> places.getOrDefault(beginning, List.of())
                        .forEach(other -> all.add(other + url.substring(beginning.length()))));
        all.add(url);
        return all;
    }

    private static Optional<URI> fetched(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && FETCHED.contains(uri.getScheme()) ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The same of what may be no URL: of that nothing is shown but its scheme. */
    public static String shown(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null) {
                return shown(uri);
            }
        } catch (URISyntaxException e) {
            // Then nobody knows where in it a secret would be.
        }
        return url.substring(0, Math.max(0, url.indexOf("://"))) + "://…";
    }

    /** A URL without what may be secret in it: who asks, and how. */
    public static String shown(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return "%s://%s%s%s".formatted(url.getScheme(), url.getHost(), port, url.getPath());
    }
}
