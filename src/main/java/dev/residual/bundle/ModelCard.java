package dev.residual.bundle;

import static dev.residual.bundle.Markdown.code;
import static dev.residual.bundle.Markdown.text;

import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.LabelErrors;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelDescription.Origin;
import dev.residual.model.ModelView;
import dev.residual.model.provenance.Build;
import dev.residual.model.provenance.Provenance;
import dev.residual.preprocessing.Preprocessing;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Describes a model for people, as proposed by Mitchell et al., 2019, "Model Cards for Model
 * Reporting". The same model always has the same card, so it tells nothing that may change, such as
 * aliases.
 */
final class ModelCard {

  /** Fields of the recipe that say how the job was asked for what the card tells as it was. */
  private static final Set<String> SHOWN_ELSEWHERE =
      Set.of("architecture", "dataset", "precision", "seed");

  private final ModelFacts facts;
  private final ModelView model;
  private final ModelDescription description;
  private final JsonMapper json;
  private final Markdown card = new Markdown();

  private ModelCard(ModelFacts facts, JsonMapper json) {
    this.facts = facts;
    this.json = json;
    model = facts.model();
    description = facts.description();
  }

  /** Returns the card as Markdown. */
  static String of(ModelFacts facts, JsonMapper json) {
    ModelCard card = new ModelCard(facts, json);
    card.addModel();
    card.addData();
    card.addTraining();
    CardResults.addTo(card.card, facts);
    CardLimits.addTo(card.card, facts);
    card.addLicence();
    CardUsage.addTo(card.card, facts);
    return card.card.toString();
  }

  private void addModel() {
    card.heading(1, text(facts.title()));
    card.paragraph(
        String.format(
            Locale.ROOT,
            "A residual network, %s, of %,d parameters. %s It takes %s.",
            text(model.architecture()),
            model.parameters(),
            description.isBackbone()
                ? "It is a backbone: it has no classifier, and other models are trained from it."
                : String.format(
                    Locale.ROOT,
                    "It says which of %d labels an image has, and how sure it is.",
                    model.labels().size()),
            images(model.preprocessing())));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("id", model.id().toString()));
    rows.add(List.of("made at", model.createdAt().truncatedTo(ChronoUnit.SECONDS).toString()));
    if (model.jobId() != null) {
      rows.add(List.of("job", model.jobId().toString()));
    }
    rows.add(List.of("architecture", code(json.writeValueAsString(description.architecture()))));
    rows.add(List.of("SHA-256 of the weights", model.weightsSha256()));
    card.table(List.of("model", ""), rows);
  }

  private static String images(Preprocessing preprocessing) {
    String colors = preprocessing.channels() == 1 ? "gray images" : "images in color";
    return preprocessing.fit() == Preprocessing.DefaultFit.EXACT
        ? String.format(
            Locale.ROOT,
            "%s of %dx%d pixels, scaled to %d",
            colors,
            preprocessing.width(),
            preprocessing.height(),
            preprocessing.imageSize())
        : String.format(
            Locale.ROOT,
            "%s of any size, of which it sees the center, scaled to %d pixels",
            colors,
            preprocessing.imageSize());
  }

  private void addData() {
    card.heading(2, "Data");
    if (model.dataset() == null) {
      card.paragraph("Not known: the weights are from elsewhere.");
    } else {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("data set", text(model.dataset())));
      EvaluationReport report = facts.report();
      if (report != null) {
        rows.add(List.of("test images", String.format(Locale.ROOT, "%,d", report.images())));
        for (LabelErrors each : report.labelErrors()) {
          if (!each.split().equals(report.split())) {
            rows.add(
                List.of(
                    each.trainedOn() ? "training images" : "images held out of " + each.split(),
                    String.format(Locale.ROOT, "%,d", each.images())));
          }
        }
        rows.add(List.of("SHA-256 of the test images", report.testDigest()));
      } else if (model.test() != null) {
        rows.add(List.of("test images", String.format(Locale.ROOT, "%,d", model.test().images())));
      }
      new TreeMap<>(description.digests())
          .forEach((file, digest) -> rows.add(List.of("SHA-256 of " + text(file), text(digest))));
      card.table(List.of("data", ""), rows);
    }
    if (facts.report() == null && !description.isBackbone()) {
      card.paragraph(
          "Labels: " + String.join(", ", model.labels().stream().map(Markdown::text).toList()));
    }
  }

  private void addTraining() {
    if (model.dataset() == null) {
      return;
    }
    card.heading(2, "Training");
    List<List<String>> rows = new ArrayList<>();
    description
        .recipe()
        .forEach(
            (name, value) -> {
              if (value != null && !SHOWN_ELSEWHERE.contains(name)) {
                rows.add(List.of(text(name), code(json.writeValueAsString(value))));
              }
            });
    rows.add(List.of("seed", String.valueOf(model.seed())));
    if (model.steps() != null) {
      rows.add(List.of("weight updates", String.format(Locale.ROOT, "%,d", model.steps())));
    }
    rows.add(List.of("device", text(description.device())));
    rows.add(List.of("precision", text(model.precision())));
    Provenance provenance = description.provenance();
    if (provenance != null) {
      Provenance.Parent parent = provenance.parent();
      rows.add(
          0,
          List.of(
              "started from",
              parent == null
                  ? "random weights"
                  : "model " + parent.id() + ", SHA-256 of its weights " + parent.weightsSha256()));
      rows.add(List.of("computed by", text(provenance.machine().hardware())));
      rows.add(List.of("version of residual", build(provenance.build())));
    }
    Map<String, String> versions = new TreeMap<>(model.versions());
    if (provenance != null) {
      versions.remove("residual"); // which the build has told
    }
    for (Map.Entry<String, String> each : versions.entrySet()) {
      rows.add(List.of("version of " + text(each.getKey()), text(each.getValue())));
    }
    card.table(List.of("setting", "value"), rows);
  }

  private static String build(Build build) {
    if (build.commit() == null) {
      return text(build.version());
    }
    return text(build.version() + ", commit " + build.commit())
        + (Boolean.TRUE.equals(build.modified()) ? " with changes" : "");
  }

  private void addLicence() {
    card.heading(2, "Licence and source");
    Origin origin = model.origin();
    if (origin == null) {
      card.paragraph(
          "The weights were trained by this service. Whether they may be used and passed on depends"
              + " on the licence of the images, which the service does not know.");
      return;
    }
    card.paragraph("The weights are from elsewhere. Their sender says:");
    card.table(
        List.of("weights", ""),
        List.of(
            List.of("name", said(origin.name())),
            List.of("licence", said(origin.licence())),
            List.of("source", said(origin.source())),
            List.of("SHA-256 of the file that was sent", text(origin.sha256()))));
  }

  private static String said(@Nullable String text) {
    return text == null || text.isBlank() ? "not given" : text(text);
  }
}
