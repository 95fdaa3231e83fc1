package dev.residual.evaluation.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.Outputs;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.json.JsonMapper;

class DiagramTests {

  private static final String HOSTILE =
      "</text><script>alert(1)</script>\"' onload='x' ]]> &amp; \u0001\uD800 \u202E";

  @TempDir Path folder;

  @Test
  void confusionMatrixHasATitleADescriptionAndACellForEachPair() throws Exception {
    Document svg =
        parse(
            ConfusionDiagram.svg(
                report(List.of("cat", "dog"), new int[] {0, 0, 1, 1}, 0, 1, 1, 1)));

    Element root = svg.getDocumentElement();
    assertThat(root.getAttribute("role")).isEqualTo("img");
    assertThat(root.getAttribute("aria-labelledby")).isEqualTo("title description");
    assertThat(texts(svg, "title"))
        .startsWith("Confusion matrix on pets@1")
        .contains(
            "1 of 2 images of cat were classified as cat",
            "1 of 2 images of cat were classified as dog",
            "0 of 2 images of dog were classified as cat",
            "2 of 2 images of dog were classified as dog");
    assertThat(texts(svg, "desc").get(0)).contains("3 of 4 images are classified correctly");
    assertThat(texts(svg, "text")).contains("cat", "dog", "true class", "predicted class", "2");
  }

  @Test
  void labelsAreTextWhateverTheyContain() throws Exception {
    byte[] bytes = ConfusionDiagram.svg(report(List.of(HOSTILE, "dog"), new int[] {0, 1}, 1, 1));
    Document svg = parse(bytes);

    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    String shown = HOSTILE.replace('\u0001', '\uFFFD').replace('\uD800', '\uFFFD');
    assertThat(texts(svg, "title")).contains(shown);
    NodeList all = svg.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      var attributes = all.item(i).getAttributes();
      for (int j = 0; j < attributes.getLength(); j++) {
        assertThat(attributes.item(j).getNodeName()).doesNotStartWith("on").isNotEqualTo("href");
      }
    }
  }

  @Test
  void longLabelsAreCutAndWholeInTheTitle() throws Exception {
    String label = "a rather long label of forty characters!";
    Document svg =
        parse(ConfusionDiagram.svg(report(List.of(label, "dog"), new int[] {0, 1}, 0, 1)));

    assertThat(texts(svg, "text")).contains("a rather long label\u2026").doesNotContain(label);
    assertThat(texts(svg, "title")).contains(label);
  }

  @Test
  void ofManyClassesThoseWithTheMostMistakesAreShown() throws Exception {
    List<String> names = IntStream.range(0, 200).mapToObj(i -> "class " + i).toList();
    int[] labels = IntStream.range(0, 400).map(i -> i % 200).toArray();
    int[] predictions = labels.clone();
    predictions[150] = 170;
    predictions[350] = 170;
    Document svg = parse(ConfusionDiagram.svg(report(names, labels, predictions)));

    assertThat(texts(svg, "title").get(0))
        .isEqualTo("Confusion matrix on pets@1: the 30 of 200 classes with the most mistakes");
    assertThat(texts(svg, "text")).contains("class 150", "class 170").doesNotContain("class 100");
    assertThat(texts(svg, "title"))
        .contains("2 of 2 images of class 150 were classified as class 170");
  }

  @Test
  void reliabilityDiagramHasABarForEachBinBeforeAndAfter() throws Exception {
    Document svg =
        parse(ReliabilityDiagram.svg(report(List.of("cat", "dog"), new int[] {0, 1, 1}, 0, 1, 0)));

    assertThat(texts(svg, "title").get(0)).isEqualTo("Reliability diagram on pets@1");
    assertThat(texts(svg, "desc").get(0)).contains("expected calibration error", "temperature");
    // All outputs are equally sure, so there is one bin before and one after.
    assertThat(texts(svg, "title"))
        .filteredOn(title -> title.matches("Confidence .* 3 images, .* accuracy 0.667"))
        .hasSize(2);
  }

  private EvaluationReport report(List<String> names, int[] labels, int... predictions)
      throws Exception {
    JsonMapper json = new JsonMapper();
    Path file = folder.resolve(EvaluationFiles.REPORT);
    Outputs.files("pets@1", names, labels, predictions, json)
        .get(EvaluationFiles.REPORT)
        .writeTo(file);
    return json.readValue(Files.readAllBytes(file), EvaluationReport.class);
  }

  private static Document parse(byte[] svg) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg));
  }

  private static List<String> texts(Document svg, String element) {
    List<String> texts = new ArrayList<>();
    NodeList all = svg.getElementsByTagName(element);
    for (int i = 0; i < all.getLength(); i++) {
      texts.add(all.item(i).getTextContent());
    }
    return texts;
  }
}
