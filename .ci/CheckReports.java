import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads what surefire and failsafe reported and says whether every test really ran: none failed, none was skipped, no
 * test class and no module is without a report. Run from the root after {@code mvn verify}:
 * {@code java .ci/CheckReports.java}. The last line is {@code N passed, N failed}; status 1 when anything is amiss.
 *
 * <p>{@code java .ci/CheckReports.java --skipped} only says what was skipped and why, and finds nothing amiss in it: the
 * last thing that {@code mvn verify} itself does.
 */
public final class CheckReports {

    private static final List<String> REPORT_FOLDERS = List.of("target/surefire-reports", "target/failsafe-reports");
    private static final Pattern TEST_METHOD =
            Pattern.compile("^\\s*@(Test|ParameterizedTest|RepeatedTest|TestFactory|ArchTest)\\b", Pattern.MULTILINE);
    private static final Pattern ABSTRACT_CLASS =
            Pattern.compile("^\\s*(public\\s+)?abstract\\s+class\\b", Pattern.MULTILINE);
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final int SLOWEST = 10;

    enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    /** One test as a report has it; the class is the outermost one, whatever it is nested in. */
    record TestRun(String className, String name, Outcome outcome, double seconds, String reason) {}

    record Module(String name, List<TestRun> tests, double seconds) {
        long count(Outcome outcome) {
            return tests.stream().filter(test -> test.outcome() == outcome).count();
        }
    }

    public static void main(String[] arguments) throws IOException {
        List<String> complaints = new ArrayList<>();
        List<Module> modules = new ArrayList<>();
        for (String module : modulesWithTests()) {
            modules.add(read(module, complaints));
        }
        List<TestRun> all = modules.stream().flatMap(module -> module.tests().stream()).toList();
        if (List.of(arguments).contains("--skipped")) {
            printSkipped(all);
            return;
        }
        print(modules);
        complainOfTests(all, complaints);
        if (all.isEmpty()) {
            complaints.add("no test ran at all");
        }
        if (!complaints.isEmpty()) {
            System.out.println();
            complaints.forEach(complaint -> System.out.println("AMISS: " + complaint));
        }
        System.out.println();
        System.out.println(count(all, Outcome.PASSED) + " passed, " + count(all, Outcome.FAILED) + " failed");
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    /** In the reactor's order. */
    private static List<String> modulesWithTests() throws IOException {
        return MODULE.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(module -> module.group(1))
                .filter(module -> Files.isDirectory(Path.of(module, "src/test"))
                        || REPORT_FOLDERS.stream().anyMatch(reports -> Files.isDirectory(Path.of(module, reports))))
                .toList();
    }

    private static Module read(String name, List<String> complaints) throws IOException {
        Path folder = Path.of(name);
        List<TestRun> tests = new ArrayList<>();
        double seconds = 0;
        boolean reported = false;
        for (Path report : reports(folder)) {
            reported = true;
            try {
                seconds += readReport(report, tests);
            } catch (XMLStreamException e) {
                complaints.add(name + ": " + report.getFileName() + " is not a whole report (did its JVM die?): "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
        if (!reported) {
            complaints.add(name + ": has src/test, but no test of it ran");
        }
        SortedSet<String> ran = new TreeSet<>(tests.stream().map(TestRun::className).toList());
        for (String expected : testClasses(folder.resolve("src/test/java"))) {
            if (!ran.contains(expected)) {
                complaints.add(name + ": " + expected + " has tests, but none of them ran");
            }
        }
        return new Module(name, tests, seconds);
    }

    private static List<Path> reports(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String reports : REPORT_FOLDERS) {
            Path place = folder.resolve(reports);
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                            .sorted()
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    /** Adds the tests of one report; returns the wall time of its suite in seconds. */
    private static double readReport(Path report, List<TestRun> tests) throws IOException, XMLStreamException {
        double suiteSeconds = 0;
        String suite = "";
        int before = tests.size();
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "testsuite" -> {
                            suite = attribute(xml, "name");
                            suiteSeconds += seconds(xml);
                        }
                        case "testcase" -> tests.add(readTest(suite, xml));
                        default -> {}
                    }
                }
            }
        }
        if (tests.size() == before) {
            // JUnit gave up before the first of them, which the report does not tell from no tests.
            tests.add(new TestRun(suite, "(all)", Outcome.SKIPPED, 0, "none of its tests ran, and nothing says why"));
        }
        return suiteSeconds;
    }

    /** The suite is the test class; a case's own "classname" is the short name only where ArchUnit's engine ran it. */
    private static TestRun readTest(String suite, XMLStreamReader xml) throws XMLStreamException {
        String className = suite.replaceFirst("\\$.*", "");
        String name = attribute(xml, "name");
        double seconds = seconds(xml);
        Outcome outcome = Outcome.PASSED;
        String reason = "";
        while (!(xml.next() == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("testcase"))) {
            if (xml.isStartElement()) {
                switch (xml.getLocalName()) {
                    case "failure", "error" -> {
                        outcome = Outcome.FAILED;
                        reason = attribute(xml, "message");
                    }
                    case "skipped" -> {
                        outcome = Outcome.SKIPPED;
                        // @Disabled has a message; an assumption that does not hold only its exception's stack trace.
                        reason = attribute(xml, "message");
                        if (reason.isEmpty()) {
                            reason = xml.getElementText().strip().replaceFirst("^[\\w.$]+: ", "");
                        }
                    }
                    default -> {}
                }
            }
        }
        return new TestRun(className, name, outcome, seconds, reason.lines().findFirst().orElse(""));
    }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static double seconds(XMLStreamReader xml) {
        String time = attribute(xml, "time").replace(",", "");
        return time.isEmpty() ? 0 : Double.parseDouble(time);
    }

    /** The classes whose source has a test method of its own: they must have run, whatever they are called. */
    private static SortedSet<String> testClasses(Path sources) throws IOException {
        SortedSet<String> classes = new TreeSet<>();
        if (Files.isDirectory(sources)) {
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    String text = Files.readString(file);
                    if (TEST_METHOD.matcher(text).find() && !ABSTRACT_CLASS.matcher(text).find()) {
                        String path = sources.relativize(file).toString();
                        classes.add(path.substring(0, path.length() - ".java".length()).replace('/', '.'));
                    }
                }
            }
        }
        return classes;
    }

    private static void complainOfTests(List<TestRun> tests, List<String> complaints) {
        for (TestRun test : tests) {
            String what = test.className() + "." + test.name() + (test.reason().isEmpty() ? "" : ": " + test.reason());
            switch (test.outcome()) {
                case PASSED -> {}
                case FAILED -> complaints.add("failed: " + what);
                // Nothing that a test needs is missing where .ci/run has prepared the machine: no reason is accepted.
                case SKIPPED -> complaints.add("skipped, and should have run here: " + what);
            }
        }
    }

    /** A line for each class and reason. */
    private static void printSkipped(List<TestRun> tests) {
        SortedMap<String, Integer> skipped = new TreeMap<>();
        tests.stream()
                .filter(test -> test.outcome() == Outcome.SKIPPED)
                .forEach(test -> skipped.merge(shortName(test) + ": " + test.reason(), 1, Integer::sum));
        skipped.forEach((what, times) -> System.out.println("skipped: " + what + (times == 1 ? "" : " (" + times + " tests)")));
        if (skipped.isEmpty()) {
            System.out.println("no test was skipped");
        }
    }

    private static String shortName(TestRun test) {
        return test.className().substring(test.className().lastIndexOf('.') + 1);
    }

    private static void print(List<Module> modules) {
        System.out.printf(Locale.ROOT, "%-20s %7s %7s %8s %9s%n", "module", "passed", "failed", "skipped", "seconds");
        for (Module module : modules) {
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %7d %7d %8d %9.1f%n",
                    module.name(),
                    module.count(Outcome.PASSED),
                    module.count(Outcome.FAILED),
                    module.count(Outcome.SKIPPED),
                    module.seconds());
        }
        System.out.println();
        System.out.println("slowest tests");
        modules.stream()
                .flatMap(module -> module.tests().stream())
                .sorted(Comparator.comparingDouble(TestRun::seconds).reversed())
                .limit(SLOWEST)
                .forEach(test -> System.out.printf(
                        Locale.ROOT, "%9.1f s  %s.%s%n", test.seconds(), test.className(), test.name()));
    }

    private static long count(List<TestRun> tests, Outcome outcome) {
        return tests.stream().filter(test -> test.outcome() == outcome).count();
    }
}
