package dev.residual.dataset.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.dataset.pack.Split;
import dev.residual.image.StoredImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImportReportTests {

  private static final List<String> LABELS = List.of("cat", "dog");

  private static ReportedImage image(int label, Split split, long hash) {
    return image(label, split, hash, 20, 30);
  }

  private static ReportedImage image(int label, Split split, long hash, int height, int width) {
    return new ReportedImage(
        hash + "/" + label + split,
        label,
        split,
        0,
        false,
        hash,
        height > 300,
        new StoredImage.Original(
            height > 300 ? "JPEG" : "PNG", height, width, width == 1, width == 2));
  }

  private static ImportReport report(List<ReportedImage> images, Map<String, Integer> unreadable) {
    return report(images, unreadable, List.of());
  }

  private static ImportReport report(
      List<ReportedImage> images, Map<String, Integer> unreadable, List<NearPair> near) {
    int files = images.size() + unreadable.values().stream().mapToInt(Integer::intValue).sum();
    return ImportReport.of(
        new ImportFacts(LABELS, files, Map.of("hidden", 7), unreadable, images, near, false, 256));
  }

  /** Returns 40 training images and 20 test images, all different. */
  private static List<ReportedImage> clean() {
    List<ReportedImage> images = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      images.add(image(i % 2, i < 40 ? Split.TRAIN : Split.TEST, i));
    }
    return images;
  }

  @Test
  void goodDataGiveNoAdvice() {
    ImportReport report = report(clean(), Map.of());
    assertThat(report.advice()).isEmpty();
    assertThat(report.splits())
        .isEqualTo(
            Map.of(
                "train", Map.of("cat", 20, "dog", 20),
                "validation", Map.of("cat", 0, "dog", 0),
                "test", Map.of("cat", 10, "dog", 10)));
    assertThat(report.duplicates()).isEqualTo(new EqualImages(0, 0, List.of()));
    assertThat(report.balance()).isEqualTo(new ClassBalance("cat", 20, "cat", 20, 1));
    assertThat(report.ignored()).isEqualTo(Map.of("hidden", 7));
  }

  @Test
  void filesAreImagesAndUnreadableAndDroppedOnes() {
    List<ReportedImage> images = clean();
    ReportedImage first = images.get(0);
    images.set(0, new ReportedImage("a", 0, Split.TRAIN, -1, true, 40, false, first.original()));
    ImportReport report = report(images, Map.of("empty", 2, "too-large", 1));
    assertThat(report.files()).isEqualTo(63);
    assertThat(report.images()).isEqualTo(59);
    assertThat(report.dropped()).isEqualTo(1);
    assertThat(report.unreadable()).isEqualTo(3);
    assertThat(report.leaks().groups()).isZero();
    assertThat(report.advice().get(0)).startsWith("3 of 63 files could not be read as images;");
  }

  @Test
  void equalImagesAreDuplicatesConflictsAndLeaks() {
    List<ReportedImage> images = clean();
    images.add(image(0, Split.TRAIN, 100));
    images.add(image(0, Split.TRAIN, 100));
    images.add(image(1, Split.TRAIN, 8));
    images.add(image(1, Split.TEST, 9));
    ImportReport report = report(images, Map.of());
    assertThat(report.duplicates().groups()).isEqualTo(3);
    assertThat(report.duplicates().images()).isEqualTo(6);
    assertThat(report.conflicts().first())
        .containsExactly(
            new EqualImages.Group(
                2,
                List.of(
                    new EqualImages.Place("8/0TRAIN", "cat", "train", 0),
                    new EqualImages.Place("8/1TRAIN", "dog", "train", 0))));
    assertThat(report.leaks().first())
        .containsExactly(
            new EqualImages.Group(
                2,
                List.of(
                    new EqualImages.Place("9/1TRAIN", "dog", "train", 0),
                    new EqualImages.Place("9/1TEST", "dog", "test", 0))));
    assertThat(report.advice())
        .hasSize(2)
        .anyMatch(sentence -> sentence.contains("more than one label"))
        .anyMatch(sentence -> sentence.contains("leaks=drop-from-train"));
  }

  @Test
  void testImagesThatLookLikeTrainingImagesAreCandidatesForLeaks() {
    List<NearPair> near = List.of(new NearPair(41, 3, 0.0512345), new NearPair(50, 2, 0.02));
    ImportReport report = report(clean(), Map.of(), near);
    assertThat(report.nearLeaks())
        .isEqualTo(
            new NearLeaks(
                2,
                List.of(
                    new NearLeaks.Pair(
                        0.02,
                        new EqualImages.Place("50/0TEST", "cat", "test", 0),
                        new EqualImages.Place("2/0TRAIN", "cat", "train", 0)),
                    new NearLeaks.Pair(
                        0.0512,
                        new EqualImages.Place("41/1TEST", "dog", "test", 0),
                        new EqualImages.Place("3/1TRAIN", "dog", "train", 0)))));
    assertThat(report.leaks().groups()).isZero();
    assertThat(report.advice())
        .singleElement()
        .asString()
        .startsWith(
            "2 test images look like a training image, such as 50/0TEST; they are candidates")
        .contains("show=near-leaks");
  }

  @Test
  void listsAreBoundedAndTotalsAreNot() {
    List<ReportedImage> images = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      images.addAll(Collections.nCopies(20, image(0, Split.TRAIN, i)));
    }
    EqualImages duplicates = report(images, Map.of()).duplicates();
    assertThat(duplicates.groups()).isEqualTo(150);
    assertThat(duplicates.images()).isEqualTo(3000);
    assertThat(duplicates.first())
        .hasSize(100)
        .allMatch(group -> group.count() == 20 && group.first().size() == 10);
  }

  @Test
  void sizesAndKindsOfImagesAreCounted() {
    List<ReportedImage> images = clean();
    images.add(image(0, Split.TEST, 100, 400, 300));
    images.add(image(0, Split.TEST, 101, 10, 1));
    images.add(image(0, Split.TEST, 102, 10, 2));
    ImportReport report = report(images, Map.of());
    assertThat(report.height()).isEqualTo(new SizeRange(10, 20, 400));
    assertThat(report.width()).isEqualTo(new SizeRange(1, 30, 300));
    assertThat(report.fileFormats()).isEqualTo(Map.of("JPEG", 1, "PNG", 62));
    assertThat(report.color()).isEqualTo(1);
    assertThat(report.gray()).isEqualTo(62);
    assertThat(report.reduced()).isEqualTo(1);
    assertThat(report.transparent()).isEqualTo(1);
    assertThat(report.turned()).isEqualTo(1);
    assertThat(report.advice()).singleElement().asString().contains("orientation=exif turns them");
  }

  @Test
  void rareClassesAreNamed() {
    List<ReportedImage> images = clean();
    images.removeIf(image -> image.label() == 1 && image.hash() > 3);
    ImportReport report = report(images, Map.of());
    assertThat(report.balance()).isEqualTo(new ClassBalance("cat", 20, "dog", 2, 10));
    assertThat(report.advice())
        .containsExactly(
            "cat has 20 training images and dog only 2; add images of the rare one.",
            "1 labels, such as dog, have fewer than 20 training images; a model may not learn"
                + " them.",
            "1 labels, such as dog, have fewer than 10 test images; their accuracy will be"
                + " uncertain.");
  }

  @Test
  void reportIsJson() {
    assertThat(new String(report(clean(), Map.of()).json(), UTF_8))
        .startsWith("{\"files\":60,\"images\":60,\"dropped\":0,\"unreadable\":0")
        .contains("\"leaks\":{\"groups\":0,\"images\":0,\"first\":[]}")
        .contains("\"nearLeaks\":{\"pairs\":0,\"first\":[]}")
        .endsWith("\"advice\":[]}");
  }
}
