package dev.residual.feedback;

import dev.residual.dataset.feedback.FeedbackImages;
import dev.residual.dataset.feedback.FeedbackSelection;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.web.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Makes archives of the images whose truth is known. */
@Component
class LabeledImageArchives implements FeedbackImages {

  private static final String MANIFEST = "manifest.csv";

  private final ModelRegistry registry;
  private final PredictionImages images;
  private final FeedbackSettings settings;

  LabeledImageArchives(ModelRegistry registry, PredictionImages images, FeedbackSettings settings) {
    this.registry = registry;
    this.images = images;
    this.settings = settings;
  }

  @Override
  public Archive select(FeedbackSelection selection) {
    settings.requireEnabled();
    LocalDate from = selection.from();
    LocalDate to = selection.to();
    requireUsual("feedback.from", from);
    requireUsual("feedback.to", to);
    if (from != null && to != null && to.isBefore(from)) {
      throw Problem.refused("feedback.to", "must not be before feedback.from, was " + to);
    }
    String name = selection.model() == null ? ModelRegistry.DEFAULT : selection.model();
    RegisteredModel model = registry.find(name).orElseThrow(() -> noModel(name));
    List<PredictionImages.Labeled> labeled =
        images.labeled(
            model.id(),
            from == null ? null : start(from),
            to == null ? null : start(to.plusDays(1)));
    if (labeled.isEmpty()) {
      throw Problem.impossible("feedback", missing(name, from, to));
    }
    List<String> labels = model.stored().manifest().description().labels();
    return out -> write(labeled, labels, out);
  }

  private static void requireUsual(String field, @Nullable LocalDate day) {
    if (day != null && !RecordedDays.contain(day)) {
      throw Problem.refused(field, "must be a day of the years 2000 to 6000, was " + day);
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private static Problem noModel(String name) {
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-model",
        String.format(
            Locale.ROOT,
            "feedback.model must be the id or an alias of a model, was \"%s\"; GET /models and GET"
                + " /models/aliases list them",
            name));
  }

  private String missing(String model, @Nullable LocalDate from, @Nullable LocalDate to) {
    if (settings.images() == KeptImages.NONE) {
      return "has no images, because none are kept; the operator can set residual.feedback.images";
    }
    return String.format(
        Locale.ROOT,
        "has no images: of the predictions of %s%s%s that are kept, none has an image and a truth;"
            + " POST /feedback tells the truth",
        model,
        from == null ? "" : " from " + from,
        to == null ? "" : " to " + to);
  }

  private void write(List<PredictionImages.Labeled> labeled, List<String> labels, OutputStream out)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    zip.setLevel(Deflater.NO_COMPRESSION); // a PNG is compressed
    StringBuilder manifest = new StringBuilder();
    CSVFormat csv = CSVFormat.RFC4180;
    csv.printRecord(manifest, "file_name", "label");
    for (PredictionImages.Labeled image : labeled) {
      // It may have been deleted meanwhile.
      Optional<byte[]> png = images.png(image.prediction());
      if (png.isPresent()) {
        String file = image.prediction() + ".png";
        csv.printRecord(manifest, file, labels.get(image.truth()));
        put(zip, file, png.get());
      }
    }
    put(zip, MANIFEST, manifest.toString().getBytes(StandardCharsets.UTF_8));
    zip.finish();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0); // the time of the archive would make each one different
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
