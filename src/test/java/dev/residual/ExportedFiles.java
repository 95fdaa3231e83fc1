package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.safetensors.Safetensors;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores what a running service exports, with its answers, for the programs in {@code
 * src/test/python}. They compare both with other people's software, where there is a Python that
 * has it.
 */
final class ExportedFiles {

  private static final Path FOLDER = Path.of("target", "exports");
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> PHOTOS =
      List.of("boot.png", "boot-16.png", "boot-palette.tif", "boot-24.bmp", "boot-8.bmp");

  private ExportedFiles() {}

  /**
   * Stores the files of a job and its model.
   *
   * @param predictions the answers to all test images of the sample
   */
  static void store(ServiceProcess service, String job, List<JsonNode> predictions)
      throws IOException {
    FileSystemUtils.deleteRecursively(FOLDER);
    Path folder = Files.createDirectories(FOLDER.resolve("gray"));
    String model = service.job(job).path("modelId").asString();
    Files.write(folder.resolve("bundle.zip"), service.bytes("/models/" + model + "/bundle"));
    Files.write(
        folder.resolve("weights.safetensors"), service.bytes("/models/" + model + "/weights"));
    Files.write(folder.resolve("model.json"), service.bytes("/models/" + model));
    Files.write(folder.resolve("tensorboard.zip"), service.bytes("/jobs/" + job + "/tensorboard"));
    Files.write(folder.resolve("metrics.json"), service.bytes("/jobs/" + job + "/metrics"));
    Files.writeString(folder.resolve("predictions.json"), JSON.writeValueAsString(predictions));
    storeColors(service, Files.createDirectories(FOLDER.resolve("color")));
  }

  /** Stores the bundle of a network of colors, which takes images of any size. */
  private static void storeColors(ServiceProcess service, Path folder) throws IOException {
    String architecture =
        "{\"block\":\"basic\",\"blocks\":[1,1],\"channels\":[4,8],\"stem\":\"small\","
            + "\"convention\":\"torchvision\"}";
    String preprocessing =
        "{\"channels\":3,\"fit\":\"crop\",\"imageSize\":56,\"storedSize\":64,\"crop\":0.875,"
            + "\"mean\":[120,60,180],\"scale\":[12,18,8]}";
    JsonNode model =
        service.post(
            "/models?architecture=%s&preprocessing=%s&labels=%s"
                .formatted(
                    encoded(architecture), encoded(preprocessing), encoded("[\"a\",\"b\",\"c\"]")),
            weights(folder));
    String id = model.path("id").asString();
    assertThat(id).as("%s", model).isNotEmpty();
    Files.write(folder.resolve("bundle.zip"), service.bytes("/models/" + id + "/bundle"));
    Map<String, JsonNode> answers = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> image : images().entrySet()) {
      Files.write(folder.resolve(image.getKey()), image.getValue());
      JsonNode answer = service.post("/predict?topK=3&model=" + id, image.getValue());
      JsonNode top = answer.path("predictions").path(0).path("top");
      assertThat(top.size()).as("%s: %s", image.getKey(), answer).isEqualTo(3);
      answers.put(image.getKey(), top);
    }
    Files.writeString(folder.resolve("predictions.json"), JSON.writeValueAsString(answers));
  }

  private static String encoded(String json) {
    return URLEncoder.encode(json, StandardCharsets.UTF_8);
  }

  private static byte[] weights(Path folder) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network =
          new ResNet(
              new Architecture(
                  BlockKind.BASIC,
                  List.of(1, 1),
                  List.of(4, 8),
                  Stem.SMALL,
                  Convention.TORCHVISION),
              3);
      Shape input = new Shape(1, 3, 56, 56);
      network.initialize(manager, input, 7);
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      network.state(input).forEach((name, tensor) -> tensors.put(name, tensor.getArray()));
      Safetensors.write(file, tensors);
    }
    return Files.readAllBytes(file);
  }

  private static Map<String, byte[]> images() throws IOException {
    List<String> names = new ArrayList<>(PHOTOS);
    for (int orientation = 2; orientation <= 8; orientation++) {
      names.add("boot-exif-" + orientation + ".jpg");
    }
    Map<String, byte[]> images = new LinkedHashMap<>();
    for (String name : names) {
      ClassPathResource file = new ClassPathResource("dev/residual/image/files/" + name);
      images.put(name, file.getContentAsByteArray());
    }
    Path folder = Files.createTempDirectory("drawn");
    try {
      // The last one has so many pixels that only every second row and column is taken.
      int[][] sizes = {{20, 12}, {400, 60}, {61, 133}, {2500, 1700}};
      for (int[] size : sizes) {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB}) {
          String name = "drawn-" + size[0] + "-" + type + ".png";
          Path file = folder.resolve(name);
          ImageIO.write(drawn(size[0], size[1], type), "png", file.toFile());
          images.put(name, Files.readAllBytes(file));
        }
      }
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
    return images;
  }

  private static BufferedImage drawn(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    Random random = new Random(3);
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(200, 40, 90, 130), width, height, Color.CYAN));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < 12; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(random.nextInt(width), random.nextInt(height), width / 3, height / 3);
    }
    graphics.dispose();
    return image;
  }
}
