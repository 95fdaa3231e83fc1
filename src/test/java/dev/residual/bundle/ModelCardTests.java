package dev.residual.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.evaluation.Outputs;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.ModelStore.AttachmentWriter;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import dev.residual.model.StoredModel;
import dev.residual.model.provenance.Build;
import dev.residual.model.provenance.Machine;
import dev.residual.model.provenance.Provenance;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

/** Reads model cards, as they are and as another program renders them. */
@ResidualTest
class ModelCardTests {

  private static final List<Extension> GITHUB = List.of(TablesExtension.create());
  private static final List<String> NAMES = List.of("Shirt", "Bag");

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private JsonMapper json;

  private final List<UUID> models = new ArrayList<>();

  @AfterEach
  void deleteModels() {
    models.forEach(id -> http.delete().uri("/models/" + id).exchange());
  }

  @Test
  void cardTellsWhatIsKnownOfATrainedModel() throws Exception {
    UUID id = tested(Samples.description("fashion-mnist", 0.9), NAMES);

    MvcTestResult answer = get(id);

    assertThat(answer).hasStatusOk().hasContentType("text/markdown;charset=UTF-8");
    assertThat(body(answer))
        .startsWith("# custom for fashion-mnist\n")
        .contains(
            "| id | " + id + " |",
            "| SHA-256 of images | 00ff |",
            "| epochs | `1` |",
            "| version of djl | 0 |",
            "| accuracy | 98.5 % (95.7 to 99.5 %) |",
            "| Shirt | 100 | 98.0 % | 99.0 % (94.6 to 99.8 %) | 0.985 |  |",
            "a temperature of 1.250, which was fitted on images held out",
            "It took 2 of 100 images of Bag for Shirt (2.0 %).",
            "depends on the licence of the images",
            "/predict?model=" + id,
            "python predict.py --check",
            "Predict.java --check")
        .doesNotContain("five most probable"); // of two labels
  }

  @Test
  void cardTellsWhatATrainingStartedFromAndWhichBuildTrained() throws Exception {
    UUID parent = UUID.randomUUID();

    assertThat(body(get(save(trained(new Provenance.Parent(parent, "00aa")), Map.of()))))
        .contains(
            "| started from | model " + parent + ", SHA-256 of its weights 00aa |",
            "| computed by | AMD EPYC |",
            "| version of residual | 1.2.3, commit 9b1f0c6 with changes |")
        .containsOnlyOnce("| version of residual |");
    assertThat(body(get(save(trained(null), Map.of()))))
        .contains("| started from | random weights |");
  }

  @Test
  void cardNamesClassesOfWhichTooLittleIsKnown() throws Exception {
    int[] labels = {0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    UUID id =
        save(
            Samples.description("fashion-mnist", 0.9),
            Outputs.files("fashion-mnist", NAMES, labels, labels, json));

    assertThat(body(get(id)))
        .contains(
            "| 100.0 % (43.9 to 100.0 %) | 1.000 | too few to tell |",
            "too few test images to tell how good it is at Shirt.");
  }

  @Test
  void cardOfWeightsFromElsewhereHasTheirLicenceAndSource() throws Exception {
    UUID id = save(uploaded(NAMES, "mine", "Apache-2.0", "https://example.org/w"), Map.of());

    assertThat(body(get(id)))
        .startsWith("# mine\n")
        .contains(
            "| licence | Apache-2.0 |",
            "| source | https://example.org/w |",
            "Labels: Shirt, Bag",
            "The model was not tested by this service.",
            "How good it is was not measured here.");
    assertThat(body(get(save(uploaded(NAMES, null, null, null), Map.of()))))
        .contains("| licence | not given |");
  }

  @Test
  void cardOfABackboneSaysHowToTrainFromIt() throws Exception {
    assertThat(body(get(save(uploaded(List.of(), "mine", null, null), Map.of()))))
        .contains("It is a backbone", "\"initialModel\"")
        .doesNotContain("predict.py", "Known limits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a | b | c",
        "a\\| b \\",
        "[click](javascript:alert(1))",
        "![x](http://example.org/x.png)",
        "<http://example.org>",
        "`code` ``` ~~~",
        "**bold** _em_ ~~gone~~ # title",
        "&lt;b&gt; &amp; &#60;",
        "- item",
        "--- | ---",
        "1. one",
        "\u0085next\u2028line\u2029end",
        "{{ 7 * 7 }} ${x} $$y$$",
        "left\u202eright",
        "  spaces  ",
        "emoji \uD83D\uDC08\u200D\u2B1B",
      })
  void textsOfClientsAreShownAsTheyAre(String text) throws Exception {
    UUID tested = tested(Samples.description(text, 0.9), List.of(text, "Bag"));
    UUID uploaded = save(uploaded(List.of(text, "Bag"), text, text, text), Map.of());

    for (UUID id : List.of(tested, uploaded)) {
      Node card = Parser.builder().extensions(GITHUB).build().parse(body(get(id)));
      String html = HtmlRenderer.builder().extensions(GITHUB).build().render(card);
      String markup = "</?(h[1-3]|p|table|thead|tbody|tr|th|td|pre|ul|li|code)\\b[^<>]*>";
      assertThat(html.replaceAll(markup, "")).doesNotContain("<", ">");
      assertThat(cells(card)).contains(shown(text));
    }
  }

  @Test
  void lineBreaksInTextsEndNoCell() {
    assertThat(Markdown.text("a\n\n# b\r\n| c")).isEqualTo("a  \\# b  \\| c");
    assertThat(Markdown.code("a`b")).isEqualTo("a\\`b");
  }

  /** Returns the text without what ends a line or turns the direction, as a browser shows it. */
  private static String shown(String text) {
    return text.replaceAll("[\\u0085\\u2028\\u2029\\u202a-\\u202e]", " ").strip();
  }

  private static List<String> cells(Node node) {
    List<String> cells = new ArrayList<>();
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      if (child instanceof TableCell) {
        cells.add(text(child));
      }
      cells.addAll(cells(child));
    }
    return cells;
  }

  private static String text(Node node) {
    StringBuilder text = new StringBuilder();
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      text.append(child instanceof Text literal ? literal.getLiteral() : text(child));
    }
    return text.toString();
  }

  @Test
  void cardHasAnEtagAndRunsNothing() throws Exception {
    UUID id = tested(Samples.description("fashion-mnist", 0.9), NAMES);
    String etag = get(id).getResponse().getHeader("ETag");

    assertThat(etag).matches("W/\"[0-9a-f]{64}\"");
    assertThat(http.get().uri(path(id)).header("If-None-Match", etag))
        .hasStatus(HttpStatus.NOT_MODIFIED);
    assertThat(http.head().uri(path(id)).exchange())
        .hasStatusOk()
        .hasHeader("ETag", etag)
        .hasHeader("Content-Security-Policy", "default-src 'none'; sandbox");
  }

  @Test
  void unknownModelHasNoCard() throws Exception {
    MvcTestResult answer = get(UUID.randomUUID());

    assertThat(answer).hasStatus(HttpStatus.NOT_FOUND);
    assertThat(JsonPath.<String>read(body(answer), "$.code")).isEqualTo("no-such-model");
  }

  private MvcTestResult get(UUID id) {
    return http.get().uri(path(id)).exchange();
  }

  private static String path(UUID id) {
    return "/models/" + id + "/card";
  }

  private static String body(MvcTestResult answer) throws UnsupportedEncodingException {
    return answer.getResponse().getContentAsString();
  }

  private static ModelDescription uploaded(
      List<String> labels, String name, String licence, String source) {
    ModelDescription trained = Samples.description("fashion-mnist", 0.9);
    return ModelDescription.imported(
        trained.architecture(),
        trained.preprocessing(),
        labels,
        new ModelDescription.Origin(name, licence, source, "00ff", null));
  }

  /** Registers a model that is wrong on 3 of 200 images. */
  private UUID tested(ModelDescription description, List<String> names) {
    int[] labels = new int[200];
    Arrays.setAll(labels, i -> i % 2);
    int[] predictions = labels.clone();
    for (int wrong : new int[] {0, 3, 5}) {
      predictions[wrong] = 1 - labels[wrong];
    }
    return save(
        description, Outputs.files(description.dataset(), names, labels, predictions, json));
  }

  private UUID save(ModelDescription description, Map<String, AttachmentWriter> files) {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved = store.save(key, Samples.network(manager, 1), description, null, files);
      UUID id = registry.register(saved, null, PromotionPolicy.NEVER);
      models.add(id);
      return id;
    }
  }

  private static ModelDescription trained(Provenance.@Nullable Parent parent) {
    ModelDescription known = Samples.description("fashion-mnist", 0.9);
    return new ModelDescription(
        known.architecture(),
        known.preprocessing(),
        known.labels(),
        known.dataset(),
        known.digests(),
        known.recipe(),
        known.seed(),
        known.device(),
        known.precision(),
        known.steps(),
        known.versions(),
        known.test(),
        known.calibration(),
        null,
        Provenance.of(
            null,
            "00ff",
            parent,
            Build.of("1.2.3", "9b1f0c6", "true"),
            new Machine("cpu", "AMD EPYC", 2, "Linux amd64", new TreeMap<>())));
  }
}
