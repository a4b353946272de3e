(()=>{
"use strict";
const doc=document;
const root=doc.documentElement;
const account=doc.body.dataset.account||"";
const one=(selector,within)=>(within||doc).querySelector(selector);
const all=(selector,within)=>Array.from((within||doc).querySelectorAll(selector));
const show=(selector,yes)=>{const found=one(selector); if (found) found.hidden=!yes; };
const store={
get(key){try{return JSON.parse(localStorage.getItem(key));}catch (e){return null;}},
set(key,value){try{localStorage.setItem(key,JSON.stringify(value)); return true;}catch (e){return false;}},
drop(key){try{localStorage.removeItem(key);}catch (e) {}},
keys(start){try{return Object.keys(localStorage).filter((key)=>key.startsWith(start));}catch (e){return [];}},
};
const say=(words)=>{const live=one("#live"); if (live&&words) live.textContent=words; };
const cookie=(name)=>(doc.cookie.match(`(?:^|; )${name}=([^;]*)`)||[])[1]||"";
const secure=location.protocol==="https:"?";Secure":"";
const SIZES=["","l","xl"];
doc.addEventListener("submit",(event)=>{
const form=event.target;
if (!form.matches("[data-size-form]")) return;
event.preventDefault();
const button=one("button",form);
const size=button.value;
const next=SIZES[(SIZES.indexOf(size)+1) % 3];
if (size) root.dataset.size=size; else delete root.dataset.size;
doc.cookie=`size=${size};path=/;max-age=31536000;SameSite=Lax${secure}`;
button.value=next;
one("span",button).textContent=button.dataset[next||"standard"];
},true);
const DRAFT="draft:";
const AGE=14 * 864e5;
const draftKey=(form)=>`${DRAFT}${account}:${form.dataset.draft}`;
const kept=(field)=>field.name&&field.name!=="op"&&field.name!=="csrfmiddlewaretoken"
&&!/^(password|hidden|file|submit|button)$/.test(field.type)&&!field.matches("[data-nodraft]");
const typed=(form)=>Array.from(form.elements).filter(kept).map((field) =>
[field.name,/^(radio|checkbox)$/.test(field.type)?[field.value,field.checked]:field.value]);
const operation=(form)=>(form.elements.op||{}).value||"";
function remember(form) {
if (account) store.set(draftKey(form),{at:Date.now(),op:operation(form),typed:typed(form) });
}
function refill(form) {
const draft=store.get(draftKey(form));
if (!draft||one("[aria-invalid]",form)||one(".errsum")) return;
let changed=false;
const seen={};
draft.typed.forEach(([name,value])=>{
const fields=Array.from(form.elements).filter((field)=>field.name===name&&kept(field));
if (Array.isArray(value)) {
const field=fields.find((f)=>f.value===value[0]);
if (field&&field.checked!==value[1]){field.checked=value[1]; changed=true; }
}else {
seen[name]=(seen[name]||0)+1;
const field=fields[seen[name] - 1];
if (field&&field.value!==value){field.value=value; changed=true; }
}
});
if (!changed) return;
const shape=one("#draft-note");
if (!shape) return;
const note=doc.importNode(shape.content,true).firstElementChild;
one("[data-forget]",note).addEventListener("click",()=>{
store.drop(draftKey(form));
form.reset();
note.remove();
});
form.insertBefore(note,form.firstChild);
}
function settle() {
const done=cookie("done");
if (done) {
doc.cookie=`done=;path=/;max-age=0;SameSite=Lax${secure}`;
change(done,()=>null);
}
store.keys(DRAFT).forEach((key)=>{
const draft=store.get(key);
if (!draft||Date.now() - draft.at > AGE||(done&&draft.op===done)) store.drop(key);
});
}
const QUEUE="queue:";
const queueKey=()=>`${QUEUE}${account}`;
const queue=()=>store.get(queueKey())||[];
const csrf=()=>(one("meta[name=csrf]")||{}).content||"";
function state(key,word) {
all(`[data-queued="${key}"] [data-state]`).forEach((part)=>{part.hidden=part.dataset.state!==word; });
}
function showQueue() {
const waiting=queue().filter((entry)=>!entry.refused);
const refused=queue().find((entry)=>entry.refused);
const counted=one("#waiting [data-count]");
if (counted) counted.textContent=waiting.length;
show("#waiting",waiting.length);
show("#unsent",refused);
const again=one("[data-again]");
if (refused&&again) {
again.href=refused.page;
again.onclick=()=>change(refused.op,()=>null);
}
queue().forEach((entry)=>state(entry.key,entry.refused?"refused":"phone"));
}
function post(url,body) {
return fetch(url,{
method:"POST",
credentials:"same-origin",
headers:{"X-CSRFToken":csrf(),"X-Zhibu-Queue":"1","Content-Type":"application/x-www-form-urlencoded" },
body,
});
}
const mine=(response)=>response.headers.get("X-Zhibu-Account")===account;
let flushing=false;
function change(op,with_) {
const left=queue().map((entry)=>(entry.op===op?with_(entry):entry)).filter(Boolean);
if (left.length) store.set(queueKey(),left);
else store.drop(queueKey());
}
function flush() {
const entry=queue().find((waiting)=>!waiting.refused);
if (!account||!entry||flushing||navigator.onLine===false) return;
flushing=true;
const again=()=>{flushing=false; showQueue(); };
post(entry.url,entry.body).then((response)=>{
if (response.headers.get("X-Zhibu-Stale")||response.status >=500||response.status===429||(response.ok&&!mine(response))) return again();
change(entry.op,(waiting)=>(response.ok?null:Object.assign(waiting,{refused:true })));
if (response.ok) state(entry.key,"sent");
again();
return flush();
}).catch(again);
}
function sendOrKeep(form,button) {
const parts=new FormData(form);
parts.delete("csrfmiddlewaretoken");
if (button&&button.name) parts.append(button.name,button.value);
const pairs=new URLSearchParams();
parts.forEach((value,name)=>pairs.append(name,value));
const body=pairs.toString();
const entry={key:form.dataset.queue,op:operation(form),url:form.action,page:location.href,body,at:Date.now() };
const natively=()=>{
if (button&&button.name) {
const hidden=doc.createElement("input");
hidden.type="hidden";
hidden.name=button.name;
hidden.value=button.value;
form.appendChild(hidden);
}
form.submit();
};
post(form.action,body).then((response)=>{
const next=response.headers.get("X-Zhibu-Location");
if (next===null||!mine(response)) return natively();
if (next===location.pathname+location.search) return location.reload();
return location.assign(next);
}).catch(()=>{
form.removeAttribute("aria-busy");
const others=queue().filter((waiting)=>waiting.op!==entry.op);
if (!store.set(queueKey(),others.concat(entry))) return offline();
showQueue();
return say((one(`[data-queued="${entry.key}"] [data-state=phone]`)||{}).textContent);
});
}
function offline() {
show("#offline",true);
const note=one("#offline");
if (note){note.scrollIntoView({block:"center" }); say(note.textContent.trim()); }
}
function wipe() {
clearTimeout(pause);
store.keys(`${DRAFT}${account}:`).concat(queueKey()).forEach(store.drop);
if (window.caches) caches.delete("pages");
}
let sent=false;
let pressed=null;
doc.addEventListener("submit",(event)=>{
const form=event.target;
if (event.defaultPrevented||form.method!=="post") return;
if (form.getAttribute("aria-busy")==="true"){event.preventDefault(); return; }
if (form.matches("[data-wipe]")) {
if (queue().length&&form.dataset.ask&&!confirm(form.dataset.ask)) event.preventDefault();
else wipe();
return;
}
if (form.dataset.draft) remember(form);
const later=form.dataset.queue&&account&&operation(form)&&window.fetch&&window.URLSearchParams;
if (navigator.onLine===false&&!later){event.preventDefault(); offline(); return; }
if (form.matches("[hx-post],[data-hx-post]")) return;
sent=true;
form.setAttribute("aria-busy","true");
setTimeout(()=>form.removeAttribute("aria-busy"),8000);
if (later) {
event.preventDefault();
sendOrKeep(form,event.submitter||(pressed&&pressed.form===form?pressed:null));
}
});
let pause=0;
doc.addEventListener("input",(event)=>{
const form=event.target.form;
if (!form||!form.dataset.draft) return;
clearTimeout(pause);
pause=setTimeout(()=>remember(form),300);
});
function copied(button) {
const word=one("#copied");
if (!word) return;
const words=word.content.textContent;
const label=one("span",button);
if (label) label.textContent=words;
say(words);
}
function copyOldWay(field,button) {
field.focus();
field.select();
if (doc.execCommand("copy")) copied(button);
button.focus();
}
doc.addEventListener("click",(event)=>{
pressed=event.target.closest&&event.target.closest("button");
const button=event.target.closest&&event.target.closest("[data-copy],[data-share],[data-step],[data-close],[data-print]");
if (!button) return;
const{copy,share,step}=button.dataset;
if (step) {
const field=doc.getElementById(button.dataset.for);
const least=field.min===""?0:Number(field.min);
const most=field.max===""?Infinity:Number(field.max);
field.value=Math.min(most,Math.max(least,(parseInt(field.value,10)||0)+Number(step)));
field.dispatchEvent(new Event("input",{bubbles:true }));
field.dispatchEvent(new Event("change",{bubbles:true }));
say(field.value);
}else if (copy) {
const field=doc.getElementById(copy);
if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(()=>copied(button),()=>copyOldWay(field,button));
else copyOldWay(field,button);
}else if (share) {
navigator.share({text:doc.getElementById(share).value }).catch(()=>null);
}else if ("print" in button.dataset) {
window.print();
}else {
fold(button.closest("details"));
}
});
function fold(sheet) {
if (!sheet||!sheet.open) return;
sheet.open=false;
one("summary",sheet).focus();
}
doc.addEventListener("toggle",(event)=>{
const sheet=event.target;
if (!sheet.matches||!sheet.matches(".sheet")) return;
if (sheet.open) history.pushState({sheet:true },"");
else if (history.state&&history.state.sheet) history.back();
},true);
window.addEventListener("popstate",()=>all(".sheet[open]").forEach(fold));
doc.addEventListener("keydown",(event)=>{if (event.key==="Escape") all(".sheet[open]").forEach(fold); });
const polls=(element)=>/\bevery\b/.test(element.getAttribute("hx-trigger")||"");
doc.addEventListener("htmx:configRequest",(event)=>{event.detail.headers["X-CSRFToken"]=csrf(); });
doc.addEventListener("htmx:beforeRequest",(event)=>{
if (polls(event.detail.elt)&&(doc.hidden||navigator.onLine===false)) event.preventDefault();
});
doc.addEventListener("htmx:sendError",(event)=>{if (!polls(event.detail.elt)) offline(); });
doc.addEventListener("htmx:afterRequest",(event)=>{
const form=event.detail.elt;
if (event.detail.successful&&form.dataset&&form.dataset.draft&&event.detail.xhr.status!==422) store.drop(draftKey(form));
});
doc.addEventListener("htmx:afterSettle",(event)=>{
const{elt,requestConfig}=event.detail;
ready(elt);
if (!requestConfig||polls(requestConfig.elt)) return;
const spot=elt.matches("[data-focus]")?elt:one("[data-focus]",elt)||one("h1,h2,h3",elt);
const words=one("[data-say]",elt);
if (spot){spot.tabIndex=-1; spot.focus(); }
say((words||spot||{}).textContent);
});
function ready(within) {
all("[data-copy],[data-step],[data-print]",within).forEach((button)=>{button.hidden=false; });
if (navigator.share) all("[data-share]",within).forEach((button)=>{button.hidden=false; });
if (account) all("form[data-draft]",within).forEach(refill);
}
settle();
ready(doc);
showQueue();
flush();
const summary=one(".errsum");
if (summary) summary.focus();
window.addEventListener("online",()=>{show("#offline",false); flush(); });
window.addEventListener("pageshow",(event)=>{
all("form[aria-busy]").forEach((form)=>form.removeAttribute("aria-busy"));
if (event.persisted&&sent) location.reload();
});
doc.addEventListener("visibilitychange",()=>{if (!doc.hidden) flush(); });
const sw=doc.body.dataset.sw;
if (sw&&navigator.serviceWorker&&window.isSecureContext) {
try {
if (sessionStorage.getItem("seen")) navigator.serviceWorker.register(sw).catch(()=>null);
else sessionStorage.setItem("seen","1");
}catch (e) {}
}
})();
