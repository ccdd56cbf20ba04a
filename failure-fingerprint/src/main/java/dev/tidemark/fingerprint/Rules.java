package dev.tidemark.fingerprint;

import static dev.tidemark.fingerprint.Family.BUILD;
import static dev.tidemark.fingerprint.Family.COMPILER;
import static dev.tidemark.fingerprint.Family.CONFIGURATION;
import static dev.tidemark.fingerprint.Family.LINKER;
import static dev.tidemark.fingerprint.Family.NIX;
import static dev.tidemark.fingerprint.Family.RUNTIME;
import static dev.tidemark.fingerprint.Family.TEST;
import static dev.tidemark.fingerprint.Rule.cause;
import static dev.tidemark.fingerprint.Rule.hint;
import static dev.tidemark.fingerprint.Rule.symptom;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What tools say: the first rule that finds itself in a line has it. Patterns never backtrack far: lines are short and cut. */
final class Rules {

    /** A line without any of these is nothing to any rule. */
    static final Pattern WORTH_A_LOOK = Pattern.compile(
            "error|fail|fatal|cannot|can't|could not|couldn't|not found|no such|no rule|undefined|multiple definition|exception|panic|"
                    + "abort|segmentation|killed|missing|not ok|unresolved|unbound|mismatch|exceed|assert|is not |timed out|package '|^E ",
            Pattern.CASE_INSENSITIVE);

    /** What says only that something failed that was said before, or how far it is. */
    static final Pattern NOISE = Pattern.compile(
            "^(?:g?make(?:\\[\\d+\\])?: (?:\\*\\*\\* (?!No rule to make|.*\\] (?:Segm|Bus|Ill|Kill|Abort))|Entering|Leaving|Target|warning)|ninja: build stopped|FAILED: |"
                    + "collect2: error|compilation terminated|cc1(?:plus)?: (?:some|all) warnings|error: aborting due to|error: could not compile|"
                    + "error: linking with|For more information about this error|Some errors have detailed|-- Configuring incomplete|"
                    + "See also \"|Errors while running CTest|npm (?:ERR!|error) (?:A complete log|errno|path|command|in workspace)|"
                    + "BUILD FAILED|error: Cannot build '|\\s+Reason: |\\d+ errors?\\.?$|FAILED \\((?:failures|errors)|=+ .*\\d+ failed|error: test failed, to rerun|"
                    + "\\[ERROR\\] (?:Failed to execute goal|-> \\[Help|To see the full|Re-run Maven|For more information|\\[Help)|"
                    + "Result: FAIL|Dubious, test returned|.*\\bdrv' failed with exit code \\d+|"
                    + "error: builder for '.*' failed|error: build of '.*' failed|error: \\d+ dependencies of|.*warning: ).*"
                    + "|^\\s*(?:A required package was not found)$");

    /** What says that a tool gives up, for a reason that was said before. */
    static final Pattern GIVES_UP = Pattern.compile(
            "^(?:g?make(?:\\[\\d+\\])?: \\*\\*\\* (?!.*\\(ignored\\)$)|ninja: build stopped|collect2: error|compilation terminated|error: aborting due to|"
                    + "error: could not compile|error: test failed, to rerun|-- Configuring incomplete|Errors while running CTest|npm (?:ERR!|error) |BUILD FAILED|"
                    + "[1-9]\\d* errors?\\.?$|FAILED \\((?:failures|errors)|=+ .*\\b[1-9]\\d* failed|\\[ERROR\\] Failed to execute goal|"
                    + "Result: FAIL|Dubious, test returned|.*\\bdrv' failed with exit code \\d+|error: (?:builder for|build of|Cannot build) ')");

    /** Where a phase begins, the ones before have gone well, unless one of them has just given up. */
    static final Pattern PHASE = Pattern.compile(
            "^(?:tidemark-phase: .*|(?:unpacking sources|patching sources|configuring|building|running tests|installing|post-installation fixup|"
                    + "running install tests)|Running phase: \\w+| {3}dh_auto_\\w+.*)$");

    /** Names the test that what follows is of. */
    static final List<Pattern> HEADINGS = List.of(
            Pattern.compile("^(?:FAIL|ERROR): (?<test>[\\w.]+) \\("), // unittest
            Pattern.compile("^_{3,} (?:ERROR (?:at \\w+ of|collecting) )?(?<test>\\S.*?) _{3,}$"), // pytest
            Pattern.compile("^---- (?<test>\\S+) stdout ----$"), // cargo, rustc
            Pattern.compile("^\\[ RUN\\s+\\] (?<test>\\S+)"), // googletest
            Pattern.compile("^--- FAIL: (?<test>\\S+)")); // Go

    private static final String PLACE = "^\\s*+(?<unit>[^\\s:(][^:(]*)(?::\\d+(?::\\d+)?:|\\(\\d+(?:,\\d+)?\\):)\\s*+";

    private static final List<Rule> NIX_RULES = List.of(
            cause(NIX, "(?<text>hash mismatch) (?:in|importing|for)"),
            cause(NIX, "^error: (?<text>attribute '.*' (?:missing|in selection path .* not found))"),
            cause(
                    NIX,
                    "(?<text>(?:Package|package) .*(?:has an unfree license|is marked as (?:broken|insecure)|is not (?:available|supported)).*)"),
            cause(NIX, "(?<text>not supported for interpreter .*)"),
            cause(
                    NIX,
                    "(?<text>unable to download .*|timed out after .* seconds|killed after .*(?:silence|no output).*)"),
            cause(
                    NIX,
                    "^\\s*error: (?<text>(?:undefined variable|syntax error|infinite recursion|cannot coerce|value is|assertion '|"
                            + "called (?:without|with unexpected)|getting attributes|cannot look up|access to).*)"),
            cause(
                    NIX,
                    "^error: (?!builder|build of|test|could not|cannot find|linking)(?<text>\\S.* (?:has been (?:removed|renamed)|was (?:removed|renamed)).*)"));

    private static final List<Rule> LINKER_RULES = List.of(
            cause(LINKER, "(?<text>undefined (?:reference to|symbol:?) .*)"),
            cause(LINKER, "(?<text>multiple definition of ['`‘][^'’]*['’])"),
            cause(
                    LINKER,
                    "(?:ld|lld|gold|mold)(?:\\.\\w+)?: (?:error: )?(?<text>cannot find .*|unable to find library .*|unrecognized option .*)"),
            cause(LINKER, "(?<text>error while loading shared libraries: .*)"),
            cause(LINKER, "(?<text>ld: (?:error: )?(?:symbol\\(s\\) not found|library not found for).*)"));

    private static final List<Rule> COMPILER_RULES = List.of(
            cause(
                    COMPILER,
                    "^(?<text>error(?:\\[E\\d+\\])?: (?!test failed|could not|builder|build).*)",
                    "^\\s+--> .*",
                    1),
            cause(COMPILER, PLACE + "(?<text>error: cannot find symbol)$", "\\S", 3),
            cause(COMPILER, PLACE + "(?<text>error:)\\s*$", "^\\s+\\S.*", 2),
            cause(COMPILER, PLACE + "(?<text>(?:fatal )?error(?: TS\\d+)?: .*)"),
            cause(COMPILER, PLACE + "(?<text>error\\[.*)"),
            cause(
                    COMPILER,
                    "^\\[ERROR\\] " + "(?<unit>\\S+\\.\\w+):\\[\\d+,\\d+\\] (?<text>.*)",
                    "^\\[ERROR\\]\\s+symbol:.*",
                    1),
            cause(COMPILER, "^e: (?<unit>[^\\s:]+): \\(\\d+, \\d+\\): (?<text>.*)"),
            cause(COMPILER, "^(?<unit>\\S+\\.go):\\d+:\\d+: (?<text>.*)"),
            cause(COMPILER, "^(?<text>Error: (?:Unbound|This expression|Library|The implementation|Unknown).*)"));

    private static final List<Rule> CONFIGURATION_RULES = List.of(
            cause(CONFIGURATION, "^CMake Error at (?<unit>\\S+):\\d+ \\((?<text>\\w+)\\):", "^(?:  \\S.*|)$", 3),
            cause(CONFIGURATION, "^(?<text>CMake Error: .*)"),
            cause(CONFIGURATION, "(?<text>configure: error: .*)", "^(?!make|builder)\\S.*|^$", 2),
            cause(
                    CONFIGURATION,
                    "(?<text>(?:No package '.*' found|Package '[^']*',? (?:required by|has version).*|Package [\\w.+-]+ was not found in the pkg-config.*))"),
            cause(
                    CONFIGURATION,
                    "^(?:\\S+:\\d+:\\d+: )?(?<text>ERROR: (?:Dependency|Program|Problem encountered|C(?:\\+\\+)? (?:shared or static )?library|Unknown|Subproject).*)"),
            cause(
                    CONFIGURATION,
                    "(?<text>(?:DistributionNotFound|ResolutionImpossible|No matching distribution found).*)"));

    private static final List<Rule> TEST_RULES = List.of(
            cause(TEST, "^E {3,}(?<text>[A-Za-z_][\\w.]*(?:Error|Exception|Warning|Failed|Exit)\\b.*)"),
            cause(TEST, "^E {3,}(?<text>assert .*)"),
            cause(TEST, "^#\\s+(?<text>Failed test (?:\\(.*\\) )?['\"].*)"),
            cause(TEST, "(?<text>Assertion [`'‘].*['’] failed\\.?)"),
            cause(TEST, "^(?:thread '(?<unit>[^']*)'.* panicked at )(?<text>.*)", "^(?!stack|note)\\S.*", 3),
            cause(TEST, "^\\[ERROR\\]\\s+(?<unit>\\w+(?:\\.\\w+)*)(?::\\d+)?(?: »|->.*:\\d+)? (?<text>\\S.*)"),
            cause(TEST, "^(?<unit>\\S+):\\d+: (?<text>Failure)$", "^\\S.*|^ {2}.*", 3),
            symptom(TEST, "^FAILED (?<text>\\S+::\\S+)"),
            symptom(TEST, "^not ok \\d+ -? ?(?<text>.*)"),
            symptom(
                    TEST,
                    "^\\s*\\d+ - (?<text>\\S+) \\((?:Failed|SEGFAULT|Timeout|Not Run|Subprocess aborted|ILLEGAL|BUS_ERROR)\\)"),
            symptom(TEST, "^test (?<text>\\S+) \\.\\.\\. FAILED"),
            symptom(TEST, "^\\[\\s*FAILED\\s*\\] (?<text>[A-Za-z_]\\S*)"),
            symptom(TEST, "^(?:XPASS|FAIL|ERROR): (?<text>\\S+)"),
            symptom(TEST, "^\\s*--- FAIL: (?<text>\\S+)"),
            symptom(TEST, "^\\s*✖ (?<text>.*?)(?: \\([\\d.]+ms\\))?$"),
            symptom(TEST, "^FAIL\\s+(?<text>\\S+)"));

    private static final List<Rule> RUNTIME_RULES = List.of(
            cause(
                    RUNTIME,
                    "^(?:npm (?:ERR!|error) )(?<text>(?:Missing script|code E|notarget|peer|Could not resolve|404).*)"),
            cause(RUNTIME, "^\\s*(?:Uncaught )?(?<text>(?:[A-Za-z]*Error|Error)(?: \\[\\w+\\])?: .*)"),
            cause(RUNTIME, "^(?:Exception in thread \"[^\"]*\" |Caused by: )(?<text>[\\w.$]+(?:Exception|Error)\\b.*)"),
            cause(RUNTIME, "^(?<text>[a-z][\\w.$]*\\.[A-Z]\\w*(?:Exception|Error)\\b.*)"),
            cause(RUNTIME, "^(?<text>Can't locate \\S+ in @INC.*?)(?: \\(|$)"),
            cause(RUNTIME, "^panic: (?<text>.*)"),
            symptom(
                    RUNTIME,
                    "(?<text>Segmentation fault|Bus error|Illegal instruction|Killed$|out of memory|Cannot allocate memory)"));

    private static final List<Rule> BUILD_RULES = List.of(
            cause(BUILD, "\\*\\*\\* (?<text>No rule to make target .*?)(?:, needed by .*)?$"),
            cause(BUILD, "^ninja: error: (?<text>.*)"),
            cause(BUILD, "(?:^|/)(?:ba|da|z)?sh: (?:line )?(?:\\d+: )?(?<text>\\S+: (?:command )?not found)"),
            cause(BUILD, "(?<!\\S)(?<text>\\S+: (?:command not found|No such file or directory|Permission denied))$"),
            cause(BUILD, "(?<text>Hunk #\\d+ FAILED)"),
            cause(BUILD, "(?<text>No space left on device)"));

    private static final List<Rule> HINTS = List.of(
            hint("(?i)\\b(?:fatal|error)\\b.*"), hint("(?i)\\b(?:failed|failure|cannot|unable to|not found)\\b.*"));

    /** All of them, in the order in which they are asked. */
    static final List<Rule> ALL = Stream.of(
                    NIX_RULES,
                    LINKER_RULES,
                    CONFIGURATION_RULES,
                    TEST_RULES,
                    COMPILER_RULES,
                    RUNTIME_RULES,
                    BUILD_RULES,
                    HINTS)
            .flatMap(List::stream)
            .toList();

    private Rules() {}
}
