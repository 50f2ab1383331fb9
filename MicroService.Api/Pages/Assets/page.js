// What the page can do only with a script. Everything else works without one.
"use strict";

const say = (text) => {
  const place = document.getElementById("said");
  if (place) {
    place.textContent = text;
  }
};

// A form that is under way is not sent twice. Going back finds its buttons as they were.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }

  if (button && !["download", "patch"].includes(button.value)) {
    button.setAttribute("aria-busy", "true");
    // A sign-in that has expired may lead nowhere.
    setTimeout(() => button.removeAttribute("aria-busy"), 30000);
  }
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-busy");
  }
});

// Copies what the download would be. The form has fields called action, which hide its property of that name.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) {
    continue;
  }

  button.hidden = false;
  button.addEventListener("click", async () => {
    const form = new FormData(button.form);
    form.set("action", button.dataset.copy);
    say("Copying …");
    try {
      const answer = await fetch(button.form.getAttribute("action"), { method: "POST", body: form, signal: AbortSignal.timeout(30000) });
      if (!answer.ok) {
        throw new Error(`the service answered ${answer.status}`);
      }

      await navigator.clipboard.writeText(await answer.text());
      say("Copied.");
    } catch (error) {
      say(`Not copied: ${error.message}. Download the result instead.`);
    }
  });
}

// Of a folder, what no audit reads stays here; and what is more than a form takes is said before it is sent.
const folder = document.getElementById("folder");
if (folder) {
  const files = document.getElementById("files");
  document.getElementById("whole").textContent = "Of its files, those that end in .yaml, .yml or .json are sent.";
  const { mostBytes, mostFiles, limit } = folder.form.dataset;
  let left = 0;
  const look = () => {
    const chosen = [...files.files, ...folder.files];
    const bytes = chosen.reduce((sum, file) => sum + file.size, 0);
    const problem =
      chosen.length > Number(mostFiles) ? `These are ${chosen.length} manifests, and a form takes at most ${mostFiles}.`
      : bytes > Number(mostBytes) ? `These files have ${(bytes / 1024).toFixed()} KiB, and a form takes at most ${limit}.`
      : "";
    const last = folder.files.length > 0 ? folder : files;
    (last === folder ? files : folder).setCustomValidity("");
    last.setCustomValidity(problem && `${problem} Choose fewer, or use the command-line tool microservice.`);
    const kept = folder.files.length + left === 0 ? "" : `${folder.files.length} of the folder's files are sent; ${left} others are left out, as they are neither YAML nor JSON by their names. `;
    say(kept + last.validationMessage);
  };
  const sift = () => {
    const kept = new DataTransfer();
    for (const file of folder.files) {
      if (/\.(ya?ml|json)$/i.test(file.name)) {
        kept.items.add(file);
      }
    }

    left = folder.files.length - kept.files.length;
    if (left > 0) {
      folder.files = kept.files;
    }

    look();
  };
  files.addEventListener("change", look);
  folder.addEventListener("change", sift);
  window.addEventListener("pageshow", () => {
    if (folder.files.length + files.files.length > 0) {
      sift();
    }
  });
}

// After a fix the page goes on where that was; so does whoever uses the keyboard.
const place = document.getElementById(location.hash.slice(1));
if (place?.matches(".line, .summary")) {
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

// Follows a scan. A stream that breaks is opened again by the browser; one that is refused is replaced by asking now and then.
const live = document.querySelector("[data-follow]");
if (live) {
  const progress = document.getElementById("progress");
  const source = new EventSource(live.dataset.follow);
  const show = (event) => {
    const scan = JSON.parse(event.data);
    progress.max = Math.max(1, scan.parts);
    progress.value = scan.partsDone;
    say(`${scan.partsDone} of ${scan.parts || "?"} namespaces done.`);
  };
  const end = () => {
    source.close();
    location.reload();
  };
  source.addEventListener("progress", show);
  source.addEventListener("done", end);
  source.addEventListener("failed", end);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      say("The connection was refused. This page asks again in five seconds.");
      setTimeout(() => location.reload(), 5000);
    }
  });
}
