package dev.residual.model.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.UriComponentsBuilder;

/** Parameters and bodies of uploads that are refused. */
class UploadRequestTests extends PostedModels {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "                                  | architecture must be given",
        "architecture=resnet19             | resnet19 is not known",
        "architecture={'blocks': 7}        | architecture.blocks must be a list",
        "architecture={'blocks': [2]}      | channels must have one width for each",
        "architecture={'depth': 7}         | architecture.depth is not a known field",
        "architecture={                    | architecture is not valid JSON",
        "architecture=A;labels={}          | labels must be a list",
        "architecture=A;labels=['a', 7]    | labels[1] must be a string",
        "architecture=A;labels=['a', null] | labels[1] must be a name",
        "architecture=A;labels=['a', 'a']  | labels[1] is there twice",
        "architecture=A;labels=['a', 'b']  | for each of the 5 outputs of the head, had 2",
        "architecture=A;labels=['a'];head=drop | together with head=drop",
        "architecture=A;head=keep          | head must be drop",
        "architecture=A;colour=3           | colour is not a known parameter",
        "architecture=A;preprocessing=7    | preprocessing must be an object",
        "architecture=A;preprocessing={'size': 7}      | preprocessing.size is not a known field",
        "architecture=A;preprocessing={'imageSize': 7} | imageSize must be between 28 and 512, was 7",
        "architecture=A;preprocessing={'channels': 2}  | channels must be 3 as in the file's conv1.weight, or 1",
        "architecture=A;preprocessing={'crop': 2}      | preprocessing.crop must be from 0.1 to 1",
        "architecture=A;preprocessing={'scale': [0.2, 0.2, 0.2]} | those for pixels from 0 to 1 by 255",
        "architecture=A;preprocessing={'mean': [1]}    | a number for each of the 3 channels that the network takes",
        "architecture=A;preprocessing={'mean': [1, 2, null]} | had null",
        "architecture=A;preprocessing={'fit': 'exact', 'storedSize': 64} | storedSize must not be given",
        "architecture=A;preprocessing={'height': 28}   | height must not be given with fit crop",
        "architecture=A;preprocessing={'fit': 'round'} | must be one of exact, crop",
        "architecture=A;licence=L          | licence must have at most 200 characters"
      })
  void parametersAreExplained(String parameters, String reason) {
    UriComponentsBuilder uri = UriComponentsBuilder.fromPath("/models");
    if (parameters != null) {
      for (String each : parameters.split(";")) {
        String value = each.substring(each.indexOf('=') + 1).strip().replace('\'', '"');
        uri.queryParam(
            each.substring(0, each.indexOf('=')),
            switch (value) {
              case "A" -> encoded(ARCHITECTURE);
              case "L" -> "x".repeat(201);
              default -> encoded(value.replace("\\n", "\\\\n"));
            });
      }
    }

    MvcTestResult answer = post(uri.build(true).toUri(), TensorFile.fixture().bytes());

    assertThat(answer.getResponse().getStatus()).isIn(400, 422);
    assertThat(answer)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains(reason);
  }

  @Test
  void labelsMustBeSomewhere() {
    assertProblem(
        post(KNOWN, TensorFile.fixture().withoutLabels().bytes()),
        400,
        "invalid-request",
        "a JSON array of the 5 names");
  }

  @Test
  void otherFilesAreRefusedByName() {
    Map<String, String> kinds =
        Map.ofEntries(
            Map.entry("PK\u0003\u0004 archive/data.pkl", "a PyTorch checkpoint"),
            Map.entry("PK\u0003\u0004 a/data.pkl a/constants.pkl", "a TorchScript program"),
            Map.entry("PK\u0003\u0004 readme.txt", "a ZIP archive"),
            Map.entry("\u0080\u0002}q", "a Python pickle"),
            Map.entry("\u001f\u008b\b", "compressed by gzip"),
            Map.entry("GGUF\u0003", "GGUF"),
            Map.entry("\b\u0007\u0012\u0007pytorch", "ONNX"),
            Map.entry("\u0089HDF\r\n\u001a", "HDF5"),
            Map.entry("\u0093NUMPY", "a NumPy array"),
            Map.entry("version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS"),
            Map.entry("<!DOCTYPE html><html>", "a web page"),
            Map.entry("12345678901", "begins like none"),
            Map.entry("x", "begins like none"));

    kinds.forEach(
        (start, kind) ->
            assertProblem(
                post(KNOWN, start.getBytes(StandardCharsets.ISO_8859_1)),
                415,
                "not-safetensors",
                kind));
  }

  @Test
  void formsAndJsonAreNotTaken() {
    for (MediaType type :
        new MediaType[] {MediaType.MULTIPART_FORM_DATA, MediaType.APPLICATION_JSON}) {
      assertProblem(
          mvc.post().uri(uri(KNOWN)).contentType(type).content(new byte[9]).exchange(),
          415,
          "unsupported-media-type",
          "curl -T model.safetensors");
    }
  }

  @Test
  void bodyThatIsMissingOrCutIsRefused() {
    byte[] file = TensorFile.fixture().bytes();

    assertProblem(post(KNOWN, new byte[0]), 400, "no-body", "curl -T");
    assertProblem(
        post(KNOWN, Arrays.copyOf(file, file.length - 1)), 422, "invalid-safetensors", "truncated");
    assertProblem(
        post(KNOWN, Arrays.copyOf(file, file.length + 1)),
        422,
        "invalid-safetensors",
        "1 bytes after");
  }

  @Test
  void bodyMustHaveItsDigest() throws Exception {
    byte[] file = TensorFile.fixture().bytes();
    String digest =
        "sha-256=:%s:"
            .formatted(
                Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(file)));

    assertThat(digested(file, digest)).hasStatus(HttpStatus.CREATED);
    file[file.length - 1] ^= 1;
    assertProblem(digested(file, digest), 422, "digest-mismatch", "Send it again");
    assertProblem(digested(file, "md5=:AAAA:"), 400, "invalid-request", "Content-Digest must be");
  }

  private MvcTestResult digested(byte[] file, String digest) {
    return mvc.post().uri(uri(KNOWN)).header("Content-Digest", digest).content(file).exchange();
  }
}
