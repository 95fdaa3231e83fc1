package dev.residual.bundle;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Writes into a card how the model is used. */
final class CardUsage {

  /** The version with which {@code Predict.java} is tested. */
  private static final String ONNX_RUNTIME = "1.28.0";

  private CardUsage() {}

  static void addTo(Markdown card, ModelFacts facts) {
    UUID id = facts.model().id();
    if (facts.description().isBackbone()) {
      card.heading(2, "How to use it")
          .paragraph("Train another model from it:")
          .code(
              "sh",
              String.format(
                  Locale.ROOT,
                  """
              curl $SERVICE/jobs -H 'Content-Type: application/json' \\
                -d '{"recipe": "finetune", "initialModel": "%s", "dataset": "pets"}'
              """,
                  id));
      return;
    }
    card.heading(2, "How to use it")
        .paragraph(
            "With the service, at `SERVICE=http://localhost:8080` for example. Where it asks for a"
                + " key, add `-H \"Authorization: Bearer $KEY\"`.")
        .code(
            "sh",
            String.format(
                Locale.ROOT, "curl \"$SERVICE/predict?model=%s\" -F image=@image.png", id))
        .paragraph(
            "Without the service: its bundle has the network as ONNX, the labels, all that is done"
                + " to an image, and two programs that answer as the service does.")
        .code(
            "sh",
            String.format(
                Locale.ROOT,
                """
            curl -o model.zip "$SERVICE/models/%s/bundle"
            unzip model.zip -d model
            cd model
            """,
                id))
        .paragraph("In Python:")
        .code(
            "sh",
            """
            pip install -r requirements.txt
            python predict.py --check
            python predict.py image.png
            """)
        .paragraph("In Java, from version 17 on:")
        .code(
            "sh",
            String.format(
                Locale.ROOT,
                """
            mvn dependency:copy -Dartifact=com.microsoft.onnxruntime:onnxruntime:%1$s -DoutputDirectory=.
            java -cp onnxruntime-%1$s.jar Predict.java --check
            java -cp onnxruntime-%1$s.jar Predict.java image.png
            """,
                ONNX_RUNTIME))
        .table(
            List.of("file of the bundle", "what it is"),
            List.of(
                row("model.onnx", "the network: `image` (n, channels, size, size) to `logits`"),
                row("labels.json, labels.txt", "the labels in the order of the logits"),
                row("preprocessing.json", "what is done to an image before the network sees it"),
                row("calibration.json", "the temperature by which logits are divided"),
                row("predict.py, requirements.txt", "the program in Python"),
                row("Predict.java", "the program in Java"),
                row("samples", "images, and the answers of the service in expected.csv"),
                row("README.md", "this card")));
  }

  private static List<String> row(String file, String what) {
    return List.of(file, what);
  }
}
