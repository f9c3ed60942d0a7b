// Looks again at a report that is under way, until it has ended.
const EVERY = 2000; // milliseconds

async function look() {
    const report = document.querySelector("[data-desk-under-way]");
    if (!report) return;
    const answer = await fetch(window.location.href).catch(() => null); // away for a moment: look again later
    if (answer?.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.getElementById(report.id);
        if (!next) return window.location.reload(); // the session has ended: the browser asks to sign in
        report.replaceWith(next);
    }
    setTimeout(look, EVERY);
}
setTimeout(look, EVERY);
